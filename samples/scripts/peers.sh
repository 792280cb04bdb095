#!/bin/bash
# Makes the captures in samples/peers: real servers and clients on the loopback interface. Needs root, tcpdump,
# mariadb-server, mosquitto, libcoap3-bin, and python3 with mysql-connector-python and paho-mqtt.
# Run from the project's folder: samples/scripts/peers.sh [mysql] [mqtt5] [coap]
set -e
out=$PWD/samples/peers
work=$(mktemp -d)
chmod 755 "$work"
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

capture() { # name, filter
    tcpdump -i lo -U -w "$out/$1.pcap" "$2" 2>/dev/null &
    dump=$!
    sleep 1
}

done_capturing() {
    sleep 1
    kill -INT $dump
    wait $dump || true
}

mysql() {
    mkdir "$work/data"
    chown mysql "$work/data"
    mariadb-install-db --user=mysql --datadir="$work/data" --auth-root-authentication-method=normal >/dev/null
    mariadbd --user=mysql --datadir="$work/data" --bind-address=127.0.0.1 --socket="$work/data/s" 2>/dev/null &
    sleep 4
    capture mysql-binary 'tcp port 3306'
    python3 - <<'P'
import datetime, decimal
import mysql.connector

connection = mysql.connector.connect(host="127.0.0.1", user="root", ssl_disabled=True, use_pure=True)
text = connection.cursor()
text.execute("create database t")
connection.cmd_init_db("t")
text.execute("create table a(i tinyint, b bigint unsigned, f float, d double, x decimal(10,2), t varchar(40), "
             "dt date, tm time, ts datetime(6), nn int)")
prepared = connection.cursor(prepared=True)
row = (-1, 2**63, 1.5, 2.25, decimal.Decimal("12.34"), "text", datetime.date(2024, 2, 3),
       datetime.timedelta(hours=-30, seconds=6, microseconds=700), datetime.datetime(2024, 2, 3, 4, 5, 6, 789), None)
prepared.execute("insert into a values(" + ",".join(["%s"] * len(row)) + ")", row)
prepared.execute("select * from a where i=%s", (-1,))
prepared.fetchall()
connection.close()
P
    done_capturing
}

mqtt5() {
    printf 'listener 1883 127.0.0.1\nallow_anonymous true\n' >"$work/mosquitto.conf"
    mosquitto -c "$work/mosquitto.conf" 2>/dev/null &
    sleep 1
    capture mqtt5 'tcp port 1883'
    python3 - <<'P'
import time
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

def properties(kind, **values):
    made = Properties(kind)
    for name, value in values.items():
        setattr(made, name, value)
    return made

def client(name):
    made = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
    wishes = properties(PacketTypes.CONNECT, SessionExpiryInterval=30, ReceiveMaximum=10, TopicAliasMaximum=5,
                        UserProperty=("k", "v"), RequestProblemInformation=1)
    made.connect("127.0.0.1", 1883, properties=wishes)
    made.loop_start()
    return made

a, b = client("a"), client("b")
time.sleep(0.5)
b.subscribe([("t/#", SubscribeOptions(qos=2, noLocal=True)), ("$share/g/s", SubscribeOptions(qos=1))],
            properties=properties(PacketTypes.SUBSCRIBE, SubscriptionIdentifier=7))
time.sleep(0.3)
said = properties(PacketTypes.PUBLISH, TopicAlias=1, ContentType="application/json", ResponseTopic="r",
                  CorrelationData=b"c1", MessageExpiryInterval=60, PayloadFormatIndicator=1)
for qos in (0, 1, 2):
    a.publish("t/x", b'{"a":1}', qos, properties=said)
    time.sleep(0.1)
a.publish("s", b"shared", 1)
a.publish("nobody", b"n", 1)
time.sleep(0.3)
b.unsubscribe(["t/#", "none"])
time.sleep(0.3)
b.disconnect(properties=properties(PacketTypes.DISCONNECT, ReasonString="done", SessionExpiryInterval=0))
a.disconnect()
time.sleep(0.3)
P
    done_capturing
}

coap() {
    coap-server-notls -A 127.0.0.1 >/dev/null 2>&1 &
    sleep 1
    capture coap-tcp 'port 5683'
    client=coap-client-notls
    timeout 3 $client -m get coap+tcp://127.0.0.1/.well-known/core || true
    timeout 3 $client -m put -e hello coap+tcp://127.0.0.1/example_data || true
    timeout 3 $client -m get -s 2 coap://127.0.0.1/time || true
    timeout 3 $client -m get -b 64 coap://127.0.0.1/.well-known/core || true
    done_capturing
}

for name in ${@:-mysql mqtt5 coap}; do
    $name
    kill $(jobs -p) 2>/dev/null || true
    wait
done
