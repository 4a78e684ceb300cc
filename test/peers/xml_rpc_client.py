"""A client of Python's xmlrpc against an echo: xml_rpc_client.py URL"""
import datetime
import sys
import xmlrpc.client

server = xmlrpc.client.ServerProxy(sys.argv[1], allow_none=True, use_builtin_types=True)
when = datetime.datetime(2026, 11, 21, 12, 30)
for value in [1, -2.5, True, "Gr\u00fc\u00dfe <&>", "", b"\x00\xff", None, when, [1, ["a"], []], {"a": 1, "b c": {"d": [True]}}]:
    back = server.echo(value)
    print("same" if back == value and type(back) is type(value) else f"{value!r} became {back!r}")
print(server.add(1, 2))
print(server.system.listMethods())
try:
    server.fault(42, "as you wish")
except xmlrpc.client.Fault as fault:
    print(fault.faultCode, fault.faultString)
