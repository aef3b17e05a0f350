// Tells ThreadSanitizer how Abseil's locks and gRPC's callbacks order the threads. Debian builds
// both without it: it sees our accesses, but not the lock around them, and would report all of
// them. This library stands before theirs in every program of the tsan setting, so that their calls
// to each other come by here too; each function passes on to theirs of the same name.
//
// Of a call of gRPC, whatever was done before an operation was started is taken to be done before
// every later callback of that call. That hides a race between two operations of one call only
// where the second was started after the access; a lock would order these just as well. Source:
// sanitizer/tsan_interface.h.
#include <dlfcn.h>
#include <grpc/grpc.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/synchronization/mutex.h"

extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
}

namespace {

// The function or member function of the same name in the library behind this one.
template <typename Function>
Function Theirs(Function ours) {
  void* address = nullptr;
  std::memcpy(&address, &ours, sizeof address);
  Dl_info info;
  void* theirs = nullptr;
  if (dladdr(address, &info) != 0 && info.dli_sname != nullptr) {
    theirs = dlsym(RTLD_NEXT, info.dli_sname);
  }
  if (theirs == nullptr) {
    std::fputs("happens_before: a function that the library does not have\n", stderr);
    std::abort();
  }
  std::memcpy(&ours, &theirs, sizeof theirs);
  return ours;
}

// Who gives a lock away evaluates the conditions of those who wait for it, still under the lock but
// after its release was told.
class IgnoreConditions {
 public:
  IgnoreConditions() { AnnotateIgnoreReadsBegin(__FILE__, __LINE__); }
  ~IgnoreConditions() { AnnotateIgnoreReadsEnd(__FILE__, __LINE__); }
};

template <auto kFunction, typename Object, typename... Arguments>
auto Call(Object* object, Arguments&&... arguments) {
  static const auto theirs = Theirs(kFunction);
  const IgnoreConditions ignore;
  return (object->*theirs)(static_cast<Arguments&&>(arguments)...);
}

// What a server was given before it started, and what its calls did before it was destroyed.
char server_started = 0;
char call_ended = 0;

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  Call<&Mutex::Lock>(this);
  __tsan_acquire(this);
}

bool Mutex::TryLock() {
  const bool locked = Call<&Mutex::TryLock>(this);
  if (locked) __tsan_acquire(this);
  return locked;
}

void Mutex::Unlock() {
  __tsan_release(this);
  Call<&Mutex::Unlock>(this);
}

void Mutex::ReaderLock() {
  Call<&Mutex::ReaderLock>(this);
  __tsan_acquire(this);
}

void Mutex::ReaderUnlock() {
  __tsan_release(this);
  Call<&Mutex::ReaderUnlock>(this);
}

void Mutex::LockWhen(const Condition& condition) {
  Call<&Mutex::LockWhen>(this, condition);
  __tsan_acquire(this);
}

bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  const bool holds = Call<&Mutex::LockWhenWithTimeout>(this, condition, timeout);
  __tsan_acquire(this);
  return holds;
}

bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  const bool holds = Call<&Mutex::LockWhenWithDeadline>(this, condition, deadline);
  __tsan_acquire(this);
  return holds;
}

void Mutex::Await(const Condition& condition) {
  __tsan_release(this);
  Call<&Mutex::Await>(this, condition);
  __tsan_acquire(this);
}

void CondVar::Wait(Mutex* mutex) {
  __tsan_release(mutex);
  Call<&CondVar::Wait>(this, mutex);
  __tsan_acquire(mutex);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  __tsan_release(mutex);
  const bool expired = Call<&CondVar::WaitWithTimeout>(this, mutex, timeout);
  __tsan_acquire(mutex);
  return expired;
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  __tsan_release(mutex);
  const bool expired = Call<&CondVar::WaitWithDeadline>(this, mutex, deadline);
  __tsan_acquire(mutex);
  return expired;
}

ABSL_NAMESPACE_END
}  // namespace absl

extern "C" {

// gRPC's headers take a reference when an operation starts and when a server's handler is called,
// and give it back before the callback of an operation and after the last one of a call.
void grpc_call_ref(grpc_call* call) {
  static const auto theirs = Theirs(&grpc_call_ref);
  theirs(call);
  __tsan_acquire(&server_started);
  __tsan_acquire(call);
}

void grpc_call_unref(grpc_call* call) {
  static const auto theirs = Theirs(&grpc_call_unref);
  __tsan_acquire(call);
  __tsan_release(&call_ended);
  theirs(call);
}

grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* operations, size_t count,
                                      void* tag, void* reserved) {
  static const auto theirs = Theirs(&grpc_call_start_batch);
  __tsan_release(call);
  return theirs(call, operations, count, tag, reserved);
}

void grpc_server_start(grpc_server* server) {
  static const auto theirs = Theirs(&grpc_server_start);
  __tsan_release(&server_started);
  theirs(server);
}

void grpc_server_destroy(grpc_server* server) {
  static const auto theirs = Theirs(&grpc_server_destroy);
  theirs(server);
  __tsan_acquire(&call_ended);
}
}
