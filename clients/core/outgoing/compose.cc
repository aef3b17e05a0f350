#include "clients/core/outgoing/compose.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/unanswered.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr absl::string_view kCancels = "cancels";
constexpr absl::string_view kFollowsUp = "follows_up";

template <typename T, typename Order>
void SortUnique(std::vector<T>& values, Order order) {
  std::sort(values.begin(), values.end(),
            [&](const T& a, const T& b) { return order(a) < order(b); });
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

template <typename T>
void SortUnique(std::vector<T>& values) {
  SortUnique(values, [](const T& value) -> const T& { return value; });
}

// What the form says about the office's own earlier notices, the header says about their envelopes:
// so the hub can stop a ladder without reading why.
absl::Status AddOwnReferences(const Json& form, OwnEnvelope own_envelope, EnvelopeHeader& header) {
  const Json* refs = form.Find("refs");
  if (refs == nullptr) return absl::OkStatus();
  if (refs->array() == nullptr) return Malformed("refs", "TYPE", "refs must be an array");
  for (const Json& ref : *refs->array()) {
    const std::string verb = ref.StringOr("verb", "");
    if (verb != kCancels && verb != kFollowsUp) continue;
    ASSIGN_OR_RETURN(const Hash notice, FixedFromBase64<Hash>(ref.StringOr("hash", "")));
    ASSIGN_OR_RETURN(const std::optional<Hash> envelope, own_envelope(notice));
    if (!envelope) continue;
    (verb == kCancels ? header.withdraws : header.follows).push_back(*envelope);
  }
  SortUnique(header.withdraws);
  SortUnique(header.follows);
  return absl::OkStatus();
}

EnvelopeHeader StablePart(const NoticeDraft& draft, const ComposeContext& context,
                          const Mission& mission) {
  EnvelopeHeader header;
  header.ns = context.ns;
  header.hub = context.ns + "/log";
  header.id = context.id;
  header.as = draft.as;
  header.to = draft.to;
  header.info = draft.info;
  header.precedence = draft.precedence;
  header.ack_within_s = draft.ack_within_s;
  if (!header.ack_within_s && !IsUnanswered(draft.kind)) {
    header.ack_within_s = mission.precedence_goals_s[static_cast<size_t>(draft.precedence)];
  }
  header.ladder = draft.ladder;
  header.escalate = draft.escalate;
  header.tags = draft.tags;
  for (const NoticeAttachment& attach : draft.attach) {
    header.attach.push_back({attach.ciphertext_sha256, attach.ciphertext_size});
  }
  SortUnique(header.to);
  SortUnique(header.info);
  SortUnique(header.escalate, [](const EscalateLine& line) {
    return std::tie(line.office, line.rung, line.mailbox);
  });
  SortUnique(header.attach, [](const HeaderAttachment& line) { return line.sha256; });
  SortUnique(header.tags, [](const TagLine& line) { return std::tie(line.slot, line.value); });
  return header;
}

Notice NoticeOf(const NoticeDraft& draft, const ComposeContext& context,
                const EnvelopeHeader& header, absl::string_view author) {
  Notice notice;
  notice.ns = context.ns;
  notice.context = Sha256(PrintStablePart(header));
  notice.author = std::string(author);
  notice.serial = context.serial;
  notice.as = header.as;
  notice.to = header.to;
  notice.info = header.info;
  for (const EscalateLine& line : header.escalate) notice.escalate.push_back(line.mailbox);
  SortUnique(notice.escalate);
  notice.kind = draft.kind;
  notice.kind_version = draft.kind_version;
  notice.time_s = context.time_s;
  notice.lang = draft.lang;
  notice.attach = draft.attach;
  SortUnique(notice.attach, [](const NoticeAttachment& line) { return line.ciphertext_sha256; });
  notice.form = PrintCanonicalJson(draft.form);
  return notice;
}

}  // namespace

bool TakesBack(const Json& form) {
  const Json* refs = form.Find("refs");
  return refs != nullptr && refs->array() != nullptr &&
         std::any_of(refs->array()->begin(), refs->array()->end(),
                     [](const Json& ref) { return ref.StringOr("verb", "") == kCancels; });
}

absl::StatusOr<ComposedNotice> Compose(const NoticeDraft& draft, const ComposeContext& context,
                                       const Mission& mission, const NoteSigner& author,
                                       OwnEnvelope own_envelope) {
  ComposedNotice composed;
  composed.header = StablePart(draft, context, mission);
  RETURN_IF_ERROR(AddOwnReferences(draft.form, own_envelope, composed.header));
  const std::string text =
      PrintNotice(NoticeOf(draft, context, composed.header, author.vkey().name));
  // Read back before it is signed: an officer never signs what an addressee's client would refuse.
  RETURN_IF_ERROR(ParseNotice(context.ns, text).status());
  composed.notice = author.SignNote(text);
  RETURN_IF_ERROR(ParseNote(composed.notice, kMaxNoticeBytes).status());
  composed.notice_hash = Sha256(text);
  composed.serial = context.serial;
  RETURN_IF_ERROR(ParseHeader(context.ns, PrintHeader(WithPlaceholders(composed.header))).status());
  return composed;
}

EnvelopeHeader WithPlaceholders(EnvelopeHeader header) {
  header.from = header.ns + "/" + header.as.office + "/d00";
  header.streams.clear();
  for (const std::vector<MailboxId>* mailboxes : {&header.to, &header.info}) {
    for (const MailboxId& mailbox : *mailboxes) {
      header.streams.push_back(StreamLine{mailbox.ToString(), 1, Hash()});
    }
  }
  SortUnique(header.streams, [](const StreamLine& line) -> const std::string& { return line.to; });
  header.seen.size = TreeSize(1);
  header.sealed_size = 1;
  return header;
}

}  // namespace liaison
