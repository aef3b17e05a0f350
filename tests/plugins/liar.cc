// Tells the lie that the envelope's ladder names; serves honestly otherwise.
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/plugins/raw_link.h"

namespace liaison::plugin {
namespace {

constexpr int kManyEffects = 65;
constexpr int kManyTimers = 5;  // the manifest asks for four
constexpr size_t kBigValueBytes = size_t{1} << 20;
constexpr size_t kLongKeyBytes = 64 * 1024;
// Field 99, a length-delimited one, and nothing in it.
constexpr absl::string_view kUnknownField("\x9a\x06\x00", 3);

v1::Alert& AddAlert(const v1::EnvelopeAccepted& envelope, absl::string_view code,
                    v1::EventResult& result) {
  v1::Alert& alert = *result.add_effects()->mutable_alert();
  alert.set_code(std::string(code));
  alert.set_precedence(v1::ROUTINE);
  alert.add_mailboxes(envelope.as());
  return alert;
}

v1::Release& AddRelease(const v1::EnvelopeAccepted& envelope, v1::EventResult& result) {
  v1::Release& release = *result.add_effects()->mutable_release();
  release.set_envelope(envelope.header_hash());
  release.set_reason("DUE");
  if (envelope.escalate().empty()) return release;
  const v1::Escalate& first = envelope.escalate(0);
  release.set_office(first.office());
  release.set_rung(first.rung());
  release.add_mailboxes(first.mailbox());
  return release;
}

void AddPut(absl::string_view key, const std::string& value, v1::EventResult& result) {
  v1::Put& put = *result.add_effects()->mutable_put();
  put.set_key(std::string(key));
  put.set_value(value);
}

// Lies about effects: what the manifest, a quota or a limit does not allow.
void AddBadEffect(const v1::Event& event, absl::string_view lie, v1::EventResult& result) {
  const v1::EnvelopeAccepted& envelope = event.envelope();
  if (lie == "CODE") AddAlert(envelope, "NOT_IN_THE_MANIFEST", result);
  if (lie == "NOBODY") AddAlert(envelope, "FINE", result).clear_mailboxes();
  if (lie == "STRANGER") AddAlert(envelope, "FINE", result).set_mailboxes(0, "nobody/nowhere");
  if (lie == "PUBLIC") AddAlert(envelope, "FINE", result).set_public_(true);
  if (lie == "LADDER") {
    AddAlert(envelope, "FINE", result).mutable_ladder()->set_id("NOT-IN-THE-MANIFEST");
  }
  if (lie == "RUNG") AddRelease(envelope, result).set_rung(99);
  if (lie == "ENVELOPE") AddRelease(envelope, result).set_envelope(std::string(32, 'x'));
  if (lie == "MAILBOX") AddRelease(envelope, result).add_mailboxes("jor/duty");
  if (lie == "EARLY") AddRelease(envelope, result).set_due_ms(event.time_ms() + 3'600'000);
  if (lie == "MANY") {
    for (int i = 0; i < kManyEffects; ++i) AddPut(absl::StrCat(i), "", result);
  }
  if (lie == "VALUE") AddPut("big", std::string(kBigValueBytes, 'v'), result);
  if (lie == "KEY") AddPut(std::string(kLongKeyBytes, 'k'), "", result);
  if (lie == "NO-KEY") AddPut("", "", result);
  if (lie == "TIMERS") {
    for (int i = 0; i < kManyTimers; ++i) {
      result.add_effects()->mutable_set_timer()->set_key(absl::StrCat(event.seq(), "/", i));
    }
  }
  if (lie == "EFFECT") {
    v1::Effect& effect = *result.add_effects();
    static_cast<void>(effect.ParseFromString(std::string(kUnknownField)));
  }
}

// Lies about which events it answers.
void BendResults(absl::string_view lie, uint64_t seq, v1::BatchResult& results) {
  const int last = results.results_size() - 1;
  v1::EventResult& result = *results.mutable_results(last);
  if (lie == "SEQ") result.set_seq(seq + 1000);
  if (lie == "STATUS") result.set_status(v1::EventResult::STATUS_UNSPECIFIED);
  if (lie == "MISSING") results.mutable_results()->RemoveLast();
  if (lie == "TWICE") *results.add_results() = v1::EventResult(result);
  if (lie == "EXTRA") results.add_results()->set_seq(seq + 1000);
  if (lie == "BACKWARDS" && last > 0) results.mutable_results()->SwapElements(0, last);
}

// Lies about frames. Whether it has answered by one.
bool SendBadFrame(RawLink& link, absl::string_view lie, v1::FromPlugin answer) {
  const std::string text = answer.SerializeAsString();
  std::string frame = RawLink::Frame(text);
  if (lie == "CALL") {
    answer.set_call_id(answer.call_id() + 1000);
    link.Send(answer);
  } else if (lie == "FRAME") {
    link.SendBytes(absl::string_view("\x20\0\0\0\0\0\0\0", 8));
  } else if (lie == "CRC") {
    frame[4] = static_cast<char>(frame[4] ^ 1);
    link.SendBytes(frame);
  } else if (lie == "HALF") {
    link.SendBytes(absl::string_view(frame).substr(0, frame.size() / 2));
    link.FallSilent();
  } else if (lie == "SILENCE") {
    link.FallSilent();
  } else if (lie == "BODY") {
    v1::FromPlugin empty;
    empty.set_call_id(answer.call_id());
    link.SendBytes(RawLink::Frame(absl::StrCat(empty.SerializeAsString(), kUnknownField)));
  } else if (lie == "NONSENSE") {
    link.SendBytes(RawLink::Frame("\xff\xff\xff\xff"));
  } else if (lie == "HELLO") {
    answer.mutable_hello()->set_protocol(kPluginProtocol);
    link.Send(answer);
  } else if (lie == "GET") {
    answer.mutable_get()->add_keys("key");
    answer.set_call_id(answer.call_id() + 1000);
    link.Send(answer);
  } else if (lie == "SCAN") {
    answer.mutable_scan()->set_limit(1'000'000);
    link.Send(answer);
    link.FallSilent();
  } else {
    return false;
  }
  return true;
}

// The first lie of the batch, with honest results before it.
void Answer(RawLink& link, const v1::ToPlugin& batch) {
  v1::FromPlugin answer = RawLink::MakeResult(batch);
  v1::BatchResult& results = *answer.mutable_batch();
  for (int i = 0; i < batch.batch().events_size(); ++i) {
    const v1::Event& event = batch.batch().events(i);
    const std::string& lie = event.envelope().ladder().id();
    if (lie.empty()) continue;
    AddBadEffect(event, lie, *results.mutable_results(i));
    if (SendBadFrame(link, lie, answer)) return;
    if (i + 1 == batch.batch().events_size()) BendResults(lie, event.seq(), results);
  }
  link.Send(answer);
}

}  // namespace
}  // namespace liaison::plugin

int main() { liaison::plugin::ServeRaw(liaison::plugin::Answer); }
