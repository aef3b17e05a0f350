// A file descriptor that is closed with its scope.
#ifndef LIAISON_PROTO_BASE_DESCRIPTOR_H_
#define LIAISON_PROTO_BASE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace liaison {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) static_cast<void>(::close(fd_));
  }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  // Closes and reports, since a late write error may only show here.
  int Close() { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_DESCRIPTOR_H_
