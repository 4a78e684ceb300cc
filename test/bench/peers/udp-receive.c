/* Receives datagrams, one call each, into a file or nowhere: udp-receive [FILE]. Prints its port and then, for each line
 * on its input, how many came since the line before. Ends with its input. gcc -O2 -pthread. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
static volatile long received;
static int s;
static FILE *to;
static void *receive(void *none) {
  static char bytes[65536];
  for (;;) {
    ssize_t n = recv(s, bytes, sizeof bytes, 0);
    if (n < 0) continue;
    if (to) fwrite(bytes, 1, n, to);
    received++;
  }
  return none;
}
int main(int argc, char **argv) {
  int size = 4 << 20;
  struct sockaddr_in at = {.sin_family = AF_INET};
  socklen_t length = sizeof at;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  s = socket(AF_INET, SOCK_DGRAM, 0);
  setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(s, (struct sockaddr *)&at, sizeof at)) return 1;
  getsockname(s, (struct sockaddr *)&at, &length);
  if (argc > 1 && !(to = fopen(argv[1], "w"))) return 1;
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  pthread_t thread;
  pthread_create(&thread, NULL, receive, NULL);
  char line[16];
  long before = 0;
  while (fgets(line, sizeof line, stdin)) {
    printf("%ld\n", received - before);
    fflush(stdout);
    before = received;
  }
  return 0;
}
