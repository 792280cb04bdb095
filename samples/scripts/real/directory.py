"""LDAP: apt-get install slapd ldap-utils."""

from .tools import CERT, KEY, capture, wait_for

BASE = "dc=example,dc=org"
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {work}/pid
TLSCertificateFile {cert}
TLSCertificateKeyFile {key}
database mdb
suffix "dc=example,dc=org"
rootdn "cn=admin,dc=example,dc=org"
rootpw secret
directory {work}
"""
ENTRIES = f"""dn: {BASE}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: cn=Ada,{BASE}
objectClass: inetOrgPerson
cn: Ada
sn: Lovelace
mail: ada@example.org
"""


@capture("tcp port 389 or tcp port 636", settled=True)
def ldap(run):
    config = run.file("slapd.conf", CONFIG.format(work=run.work, cert=CERT, key=KEY))
    run.start("slapd", "-d", "0", "-f", config, "-h", "ldap://127.0.0.1/ ldaps://127.0.0.1/", until=1)
    wait_for(389)
    yield
    clear, closed = ["-H", "ldap://127.0.0.1"], ["-H", "ldaps://127.0.0.1"]
    login = ["-x", "-D", f"cn=admin,{BASE}", "-w", "secret"]
    trust = {"LDAPTLS_REQCERT": "never"}
    run.do("ldapadd", *clear, *login, input=ENTRIES.encode())
    run.do("ldapsearch", "-x", *clear, "-b", BASE, "-E", "pr=1/noprompt", "(&(objectClass=*)(!(sn=B*)))", "cn", "mail")
    run.do("ldapsearch", *login, "-ZZ", *clear, "-b", BASE, "(cn=A*)", "sn", keys=True, environment=trust)
    run.do("ldapcompare", *login, *closed, f"cn=Ada,{BASE}", "sn:Lovelace", keys=True, environment=trust)
    run.do("ldapsearch", "-x", "-D", f"cn=admin,{BASE}", "-w", "wrong", *clear)
