"""Databases: apt-get install mariadb-server mariadb-client libdbd-mariadb-perl."""

import subprocess

from .tools import QUIET, capture, wait_for

STATEMENTS = """
create database t; use t;
create table a(i int, j json, n inet6, u uuid, p point, t varchar(40));
insert into a values (1, '{"cards": 7}', '2001:db8::1', '123e4567-e89b-12d3-a456-426614174000', point(1, 2), 'text');
select * from a; select i, t from a where i > 1; show tables; select nothing;
"""

# Statements prepared by the server: rows in binary, whose columns are told once.
PREPARED = """
use DBI;
my $db = DBI->connect("DBI:MariaDB:database=t;host=127.0.0.1", "root", "", {mariadb_server_prepare => 1});
my ($rows, $one) = map { $db->prepare($_) } ("select i, t, j from a where i < ?", "select n, u from a where t = ?");
for my $limit (5, 9) {
    $rows->execute($limit); $rows->fetchall_arrayref;
    $one->execute("text"); $one->fetchall_arrayref;
}
$db->disconnect;
"""


@capture("tcp port 3306", settled=True)
def mariadb(run):
    """The client that comes with MariaDB: metadata beyond MySQL's."""
    data = run.work / "data"
    data.mkdir()
    subprocess.run(["chown", "-R", "mysql", str(data)], check=True)
    subprocess.run(["mariadb-install-db", "--user=mysql", f"--datadir={data}", "--auth-root-authentication-method=normal"],
                   check=True, **QUIET)
    run.start("mariadbd", "--user=mysql", f"--datadir={data}", "--bind-address=127.0.0.1", f"--socket={data}/s", until=4)
    wait_for(3306)
    yield
    run.do("mariadb", "-h", "127.0.0.1", "-u", "root", "--skip-ssl", "--force", input=STATEMENTS.encode())
    run.do("perl", "-e", PREPARED)
