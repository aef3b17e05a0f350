// For the tests of plugin_process: a plugin without libraries, which sends each frame back, or does
// what a message of the form "!VERB" says.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

constexpr int kLink = 3;
constexpr size_t kHead = 8;
constexpr size_t kMost = size_t{1} << 20;

// Large enough for the longest frame, and no heap.
char frame[kHead + kMost];  // NOLINT

bool Transfer(bool in, char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t done = in ? read(kLink, bytes, size) : write(kLink, bytes, size);
    if (done <= 0) return false;
    bytes += done;
    size -= static_cast<size_t>(done);
  }
  return true;
}

size_t MessageSize() {
  size_t size = 0;
  for (size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<uint8_t>(frame[i]);
  return size;
}

bool Says(const char* verb) {
  return MessageSize() == strlen(verb) && memcmp(frame + kHead, verb, strlen(verb)) == 0;
}

void FloodOutput() {
  static const char kLine[] = "flood flood flood flood flood flood flood flood flood flood\n";
  for (int i = 0; i < 100'000; ++i) {
    if (write(2, kLine, sizeof kLine - 1) < 0) continue;  // full: lost
  }
}

// What the host may not believe: `size` announced and `sum` bits of the checksum flipped.
void SendBad(uint8_t top_of_size, uint8_t sum) {
  frame[0] = static_cast<char>(top_of_size);
  frame[4] = static_cast<char>(frame[4] ^ sum);
  Transfer(false, frame, kHead + 5);
}

void Spin() {
  for (volatile bool on = true; on;) continue;
}

bool Answer() {
  if (Says("!exit")) exit(7);
  if (Says("!abort")) abort();
  if (Says("!spin")) Spin();
  if (Says("!flood")) FloodOutput();
  if (Says("!long")) SendBad(0x7F, 0);
  if (Says("!sum_")) SendBad(0, 1);
  if (Says("!half")) return Transfer(false, frame, kHead + 2);
  if (Says("!head")) return Transfer(false, frame, 3);
  if (Says("!close") && close(kLink) == 0) Spin();
  if (Says("!write")) return write(1, "out\n", 4) == 4 && Transfer(false, frame, kHead + 6);
  return Transfer(false, frame, kHead + MessageSize());
}

}  // namespace

int main() {
  while (Transfer(true, frame, kHead) && MessageSize() <= kMost &&
         Transfer(true, frame + kHead, MessageSize()) && Answer()) {
  }
  return 0;
}
