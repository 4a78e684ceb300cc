"""Calls an XML-RPC echo with values of every type, and prints what comes back."""
import datetime
import sys
import xmlrpc.client

proxy = xmlrpc.client.ServerProxy(sys.argv[1], allow_none=True, use_builtin_types=True)
values = [1, -2.5, True, "a <b> & ü", b"\x00\xff", None, [1, ["x"]], {"k": {"n": 7}}, datetime.datetime(2026, 1, 31, 14, 8, 55)]
for value in values:
    print(proxy.echo(value) == value, flush=True)
print(proxy.echo(*values) == values, flush=True)
print(proxy.system.listMethods(), flush=True)
try:
    proxy.fault(7, "on purpose")
except xmlrpc.client.Fault as fault:
    print(fault.faultCode, fault.faultString, flush=True)
