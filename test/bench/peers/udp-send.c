/* Sends datagrams of one size at a pace: udp-send PORT SIZE RATE COUNT. RATE 0: as fast as it can. Each begins with its
 * number. Prints how many were sent and the seconds it took. gcc -O2. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#define BATCH 16
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}
int main(int argc, char **argv) {
  if (argc < 5) return 2;
  int size = atoi(argv[2]);
  double rate = atof(argv[3]);
  long count = atol(argv[4]);
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(s, (struct sockaddr *)&to, sizeof to)) return 1;
  char *bytes = calloc(BATCH, size);
  struct iovec v[BATCH];
  struct mmsghdr m[BATCH];
  memset(m, 0, sizeof m);
  for (int i = 0; i < BATCH; i++) {
    v[i] = (struct iovec){bytes + i * size, size};
    m[i].msg_hdr.msg_iov = &v[i];
    m[i].msg_hdr.msg_iovlen = 1;
  }
  double start = now();
  long sent = 0;
  while (sent < count) {
    int want = count - sent < BATCH ? (int)(count - sent) : BATCH;
    for (int i = 0; i < want; i++) memcpy(bytes + i * size, &(unsigned){(unsigned)(sent + i)}, 4);
    int n = sendmmsg(s, m, want, 0);
    if (n > 0) sent += n;
    if (rate > 0) {
      double ahead = start + sent / rate - now();
      if (ahead > 0) {
        struct timespec t = {(time_t)ahead, (long)((ahead - (time_t)ahead) * 1e9)};
        nanosleep(&t, NULL);
      }
    }
  }
  printf("%ld %f\n", sent, now() - start);
  return 0;
}
