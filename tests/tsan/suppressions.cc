// What ThreadSanitizer may not report: only what libraries do among themselves that Debian builds
// without it. In the program, and not in TSAN_OPTIONS, since tests start programs with an
// environment of their own.
// Source: https://github.com/google/sanitizers/wiki/ThreadSanitizerSuppressions.

extern "C" {

const char* __tsan_default_options() { return "halt_on_error=1"; }

const char* __tsan_default_suppressions() {
  return
      // happens_before.cc tells how the locks of Abseil and the callbacks of gRPC order our
      // threads. Reference counts and queues inside of these libraries are atomics that stay
      // unseen, so what they copy, compare and lock is not looked at.
      "called_from_lib:libgrpc.so\n"
      "called_from_lib:libgrpc++.so\n"
      "called_from_lib:libgpr.so\n"
      "called_from_lib:libupb.so\n"
      "called_from_lib:libabsl_cord.so\n"
      "called_from_lib:libabsl_graphcycles_internal.so\n"
      "called_from_lib:libabsl_status.so\n"
      "called_from_lib:libabsl_time_zone.so\n"
      "called_from_lib:libprotobuf.so\n"
      "called_from_lib:libssl.so\n"
      "called_from_lib:libcrypto.so\n"
      "called_from_lib:libsqlcipher.so\n"
      // gRPC's own object of a call, a template in its headers, and the reactor that its last
      // callback deletes. That this one is the last, also after OnCancel, gRPC counts by an atomic.
      "race:grpc::internal::*::~ServerCallback\n"
      "race:liaison::InboxWatch::~InboxWatch\n"
      "race:liaison::SubmitStream::~SubmitStream\n"
      // Joined by gRPC, where the sanitizer does not look.
      "thread:grpc_core::Thread::Thread\n"
      // Its locks are seen, and order our threads; its counts of users and its statics are not.
      // Of ours it calls only the faulty disk of the tests.
      "race:librocksdb.so\n";
}
}
