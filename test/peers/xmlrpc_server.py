"""An XML-RPC server as Python's documentation has it, with values of every type."""
import datetime
import xmlrpc.client
from xmlrpc.server import SimpleXMLRPCServer

with SimpleXMLRPCServer(("127.0.0.1", 0), allow_none=True, use_builtin_types=True, logRequests=False) as server:
    server.register_introspection_functions()

    @server.register_function
    def kinds(*values):
        return [type(value).__name__ for value in values]

    @server.register_function
    def echo(*values):
        return list(values)

    @server.register_function
    def refuse(code):
        raise xmlrpc.client.Fault(code, "not <today>")

    @server.register_function
    def date():
        return datetime.datetime(2026, 1, 31, 14, 8, 55)

    print("ready", flush=True)
    server.serve_forever()
