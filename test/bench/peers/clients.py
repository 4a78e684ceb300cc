"""Connects many clients, says so, and holds them until its input ends: clients.py PORT COUNT. Prints seconds taken."""
import resource, socket, sys, time
port, count = int(sys.argv[1]), int(sys.argv[2])
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 100), hard))
start = time.perf_counter()
# Several source addresses of loopback, so that the range of local ports is not what limits.
held = [socket.create_connection(("127.0.0.1", port), source_address=("127.0.0.%d" % (1 + i % 4), 0)) for i in range(count)]
print("connected", time.perf_counter() - start, flush=True)
sys.stdin.read()
