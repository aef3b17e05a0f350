#include "tests/bench/subscriber.h"

#include "tests/real_hub/device_channel.h"

namespace liaison {

Subscriber::Subscriber(const TlsIdentity& identity, uint16_t port)
    : stub_(v1::Inbox::NewStub(ConnectDevice(identity, port))), thread_([this] { Run(); }) {}

Subscriber::~Subscriber() {
  context_.TryCancel();
  thread_.join();
}

void Subscriber::Run() {
  const auto stream = stub_->Watch(&context_, v1::WatchRequest());
  v1::InboxMessage message;
  while (stream->Read(&message)) {
    const absl::MutexLock lock(&mutex_);
    received_ += static_cast<uint64_t>(message.items_size());
  }
  static_cast<void>(stream->Finish());
  const absl::MutexLock lock(&mutex_);
  ended_ = true;
}

uint64_t Subscriber::received() const {
  const absl::MutexLock lock(&mutex_);
  return received_;
}

bool Subscriber::Await(uint64_t count) const {
  const auto enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return received_ >= count || ended_;
  };
  const absl::MutexLock lock(&mutex_, absl::Condition(&enough));
  return received_ >= count;
}

}  // namespace liaison
