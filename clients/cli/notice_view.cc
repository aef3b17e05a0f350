#include "clients/cli/notice_view.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/closed_view.h"
#include "clients/cli/office_act_view.h"
#include "clients/core/language/human_text.h"
#include "clients/core/outgoing/draft.h"
#include "proto/base/error.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

constexpr size_t kShownHashDigits = 16;

// What stands in the archive was checked when it came; it is parsed again only to be shown.
std::optional<EnvelopeHeader> HeaderOf(const Context& context, const ArchivedNotice& notice) {
  const absl::StatusOr<Note> note = ParseNote(notice.header, kMaxHeaderBytes);
  if (!note.ok()) return std::nullopt;
  const absl::StatusOr<HomeConfig> config =
      ReadHomeConfig(HomePaths(context.home), context.world.files);
  if (!config.ok()) return std::nullopt;
  absl::StatusOr<EnvelopeHeader> header = ParseHeader(config->ns, note->text);
  if (!header.ok()) return std::nullopt;
  return *std::move(header);
}

std::optional<Notice> NoticeOf(const EnvelopeHeader& header, const ArchivedNotice& notice) {
  if (!notice.why_closed.empty()) return std::nullopt;
  const absl::StatusOr<Note> note = ParseNote(notice.notice, kMaxNoticeBytes);
  if (!note.ok()) return std::nullopt;
  absl::StatusOr<Notice> parsed = ParseNotice(header.ns, note->text);
  if (!parsed.ok()) return std::nullopt;
  return *std::move(parsed);
}

std::string Mailboxes(const Context& context, const std::vector<MailboxId>& mailboxes) {
  std::vector<std::string> labels;
  for (const MailboxId& mailbox : mailboxes) labels.push_back(context.Mailbox(mailbox));
  return absl::StrJoin(labels, "; ");
}

Json::Array MailboxesJson(const std::vector<MailboxId>& mailboxes) {
  Json::Array array;
  for (const MailboxId& mailbox : mailboxes) array.emplace_back(mailbox.ToString());
  return array;
}

Colour ColourOf(Precedence precedence) {
  switch (precedence) {
    case Precedence::kFlash:
      return Colour::kRed;
    case Precedence::kImmediate:
      return Colour::kYellow;
    case Precedence::kPriority:
    case Precedence::kRoutine:
      break;
  }
  return Colour::kNone;
}

bool IsOnBehalf(const ArchivedReceipt& receipt) {
  return absl::StrContains(receipt.note, "\non-behalf ");  // its grammar was checked
}

// The furthest state that any mailbox has stated, in the order of the receipt's life. What came in
// is new until somebody here has read it, although the program has said `delivered`.
std::optional<ReceiptState> Furthest(const ArchivedNotice& notice,
                                     const std::vector<ArchivedReceipt>& receipts) {
  std::optional<ReceiptState> furthest;
  for (const ArchivedReceipt& receipt : receipts) {
    if (!notice.sent && receipt.state == ReceiptState::kDelivered) continue;
    if (!furthest.has_value() || receipt.state > *furthest) furthest = receipt.state;
  }
  return furthest;
}

Json::Object WhenJson(const std::optional<LeafIndex>& index, int64_t time_ms,
                      const std::optional<int64_t>& bag_ms) {
  Json::Object when;
  if (index.has_value()) {
    when["index"] = static_cast<int64_t>(index->value());
    when["time_ms"] = time_ms;
  }
  if (bag_ms.has_value()) {
    when["by_bag_ms"] = *bag_ms;
    when["logged"] = index.has_value();
  }
  return when;
}

// Where the lines go: a notice is data, a draft is part of a dialogue.
using Sink = void (Output::*)(absl::string_view, Colour);

void Caption(Context& context, Sink sink, absl::string_view key, absl::string_view composed) {
  (context.output.*sink)(
      absl::StrCat("  ", context.output.Say(key), ": ", Isolate(context.language(), composed)),
      Colour::kNone);
}

// What the notice points at: by serial where this desk has it.
void ShowReferences(Context& context, Sink sink, const Json& form, Archive& archive) {
  const Json* refs = form.Find("refs");
  if (refs == nullptr || refs->array() == nullptr) return;
  for (const Json& ref : *refs->array()) {
    const absl::StatusOr<Hash> hash = FixedFromBase64<Hash>(ref.StringOr("hash", ""));
    if (!hash.ok()) continue;
    const std::string digits = ToHex(*hash);
    const absl::StatusOr<ArchivedNotice> notice = archive.Find(digits);
    const bool here = notice.ok() && !notice->serial.empty();
    (context.output.*sink)(
        absl::StrCat("  ",
                     context.phrases.Label(context.language(), "verb", ref.StringOr("verb", "")),
                     ": ", Isolate(context.language(), here ? notice->serial : digits)),
        Colour::kNone);
  }
}

bool IsExercise(const Json& form) {
  const Json* const exercise = form.Find("exercise");
  return exercise != nullptr && exercise->boolean() != nullptr && *exercise->boolean();
}

void ShowForm(Context& context, Sink sink, const FormKind& kind, const Json& form,
              Archive& archive) {
  const auto say = [&](absl::string_view line) { (context.output.*sink)(line, Colour::kNone); };
  const absl::StatusOr<std::vector<FormLine>> lines =
      context.world.forms.RenderForm(kind, form, context.language());
  if (!lines.ok()) {
    say(absl::StrCat("  ", SafeDisplay(PrintCanonicalJson(form), Lines::kOne)));
    return;
  }
  ShowReferences(context, sink, form, archive);
  for (const FormLine& line : *lines) {
    if (absl::StartsWith(line.path, "refs")) continue;
    const std::string indent(static_cast<size_t>(line.depth) * 2 + 2, ' ');
    bool first = true;
    for (absl::string_view part : absl::StrSplit(line.value, '\n')) {
      say(first ? absl::StrCat(indent, line.label, part.empty() ? "" : ": ",
                               part.empty() ? "" : Isolate(context.language(), part))
                : absl::StrCat(indent, "  ", Isolate(context.language(), part)));
      first = false;
    }
  }
}

// Kind and name; test traffic cannot be taken for anything else.
void ShowTitle(Context& context, Sink sink, const FormKind& kind, absl::string_view serial,
               const Json& form) {
  if (IsExercise(form)) (context.output.*sink)(context.output.Say("done.exercise"), Colour::kRed);
  (context.output.*sink)(
      absl::StrCat(context.world.forms.KindLabel(kind, context.language()),
                   serial.empty() ? "" : "  ", Isolate(context.language(), serial)),
      Colour::kBold);
}

// A draft is shown as the notice that it would become.
void ShowFrozen(Context& context, const Notice& carrier, Archive& archive) {
  const Sink sink = &Output::Line;
  const Language language = context.language();
  const absl::StatusOr<FrozenNotice> frozen = ReadDraft(carrier, context.world.crypto);
  if (!frozen.ok()) return context.output.Error(frozen.status());
  const Notice& notice = frozen->notice;
  const FormKind kind{.kind = notice.kind, .version = notice.kind_version};
  const Json form = ParseCanonicalJson(notice.form).value_or(Json::Object{});
  ShowTitle(context, sink, kind, notice.serial.ToString(), form);
  Caption(context, sink, "caption.precedence",
          context.phrases.Label(language, "precedence", PrecedenceName(frozen->header.precedence)));
  Caption(context, sink, "caption.to", Mailboxes(context, notice.to));
  if (!notice.info.empty()) Caption(context, sink, "caption.info", Mailboxes(context, notice.info));
  Caption(context, sink, "caption.claimed_time", FormatUtc(notice.time_s));
  std::vector<std::string> signers;
  for (const SignatureLine& line : frozen->note.signatures) signers.push_back(line.name);
  Caption(context, sink, "caption.signed_by", absl::StrJoin(signers, "; "));
  Caption(context, sink, "caption.lapses", FormatUtc(DraftLapses_s(notice)));
  ShowForm(context, sink, kind, form, archive);
}

void ShowReceipts(Context& context, const std::vector<ArchivedReceipt>& receipts) {
  if (receipts.empty()) return;
  context.output.Line(context.output.Say("caption.receipts"), Colour::kBold);
  std::set<std::string> acknowledged;
  for (const ArchivedReceipt& receipt : receipts) {
    // The first acknowledgement of a mailbox stands; its later refusal is shown as a conflict
    // (CRYPTO 1.8).
    const std::string as = receipt.as.ToString();
    const bool conflict = receipt.state == ReceiptState::kRefused && acknowledged.count(as) > 0;
    if (receipt.state == ReceiptState::kAcknowledged) acknowledged.insert(as);
    const std::string reason =
        receipt.reason.empty()
            ? ""
            : absl::StrCat("  ", context.phrases.Label(context.language(), "receipt_reason",
                                                       receipt.reason));
    context.output.Line(
        absl::StrCat(
            "  ", When(context, receipt), "  ",
            context.phrases.Label(context.language(), "receipt_state",
                                  ReceiptStateName(receipt.state)),
            "  ", context.Mailbox(receipt.as), "  ",
            Isolate(context.language(), SafeDisplay(receipt.from, Lines::kOne)),
            IsOnBehalf(receipt) ? absl::StrCat("  ", context.output.Say("show.on_behalf")) : "",
            reason, conflict ? absl::StrCat("  ", context.output.Say("show.conflict")) : ""),
        conflict ? Colour::kRed : Colour::kNone);
  }
}

std::string WhenText(const Context& context, const std::optional<LeafIndex>& index, int64_t time_ms,
                     const std::optional<int64_t>& bag_ms) {
  if (!bag_ms.has_value()) return FormatUtcMs(time_ms);
  if (!index.has_value()) return context.output.Say("bag.not_logged", {FormatUtcMs(*bag_ms)});
  return context.output.Say("bag.logged", {FormatUtcMs(time_ms), FormatUtcMs(*bag_ms)});
}

}  // namespace

std::string When(const Context& context, const ArchivedNotice& notice) {
  return WhenText(context, notice.index, notice.time_ms, notice.bag_ms);
}

std::string When(const Context& context, const ArchivedReceipt& receipt) {
  return WhenText(context, receipt.index, receipt.time_ms, receipt.bag_ms);
}

Json ReceiptJson(const ArchivedReceipt& receipt) {
  Json::Object value = WhenJson(receipt.index, receipt.time_ms, receipt.bag_ms);
  value["state"] = std::string(ReceiptStateName(receipt.state));
  value["from"] = receipt.from;
  return value;
}

std::string ReachabilityText(const Context& context, const Reachability& mailbox) {
  const MessageArg name = MessageArg::Composed(context.Mailbox(mailbox.mailbox));
  return mailbox.unreachable
             ? context.output.Say("error.UNREACHABLE", {name})
             : context.output.Say("mailbox.ends", {name, FormatUtcMs(mailbox.until_ms)});
}

std::string FindingText(const Context& context, const Finding& finding) {
  const std::string key = absl::StrCat("error.", finding.code);
  return context.phrases.HasMessage(key)
             ? context.output.Say(key, {finding.subject})
             : absl::StrCat(finding.code, " ", SafeDisplay(finding.subject, Lines::kOne));
}

// The notice that a draft would become; null members are left out, as everywhere.
Json DraftJson(const Context& context, const Notice& carrier) {
  const absl::StatusOr<FrozenNotice> frozen = ReadDraft(carrier, context.world.crypto);
  if (!frozen.ok()) return Json::Object{};
  const Notice& notice = frozen->notice;
  Json::Array signers;
  for (const SignatureLine& line : frozen->note.signatures) signers.emplace_back(line.name);
  Json::Object value{{"serial", notice.serial.ToString()},
                     {"notice", ToHex(frozen->notice_hash)},
                     {"kind", absl::StrCat(notice.kind, "/", notice.kind_version)},
                     {"to", MailboxesJson(notice.to)},
                     {"info", MailboxesJson(notice.info)},
                     {"signed_by", std::move(signers)},
                     {"lapses_time_s", DraftLapses_s(notice)}};
  absl::StatusOr<Json> form = ParseCanonicalJson(notice.form);
  if (form.ok()) value["form"] = *std::move(form);
  return value;
}

Json NoticeJson(Context& context, const ArchivedNotice& notice,
                const std::vector<ArchivedReceipt>& receipts) {
  Json::Object value = WhenJson(notice.index, notice.time_ms, notice.bag_ms);
  value["header"] = ToHex(notice.header_hash);
  value["precedence"] = std::string(PrecedenceName(notice.precedence));
  value["sent"] = notice.sent;
  if (const std::optional<EnvelopeHeader> header = HeaderOf(context, notice)) {
    value["as"] = header->as.ToString();
    value["from"] = header->from;
    value["to"] = MailboxesJson(header->to);
    value["info"] = MailboxesJson(header->info);
    if (const std::optional<Notice> said = NoticeOf(*header, notice)) {
      value["serial"] = notice.serial;
      value["notice"] = ToHex(notice.notice_hash);
      value["kind"] = absl::StrCat(said->kind, "/", said->kind_version);
      value["lang"] = said->lang;
      value["claimed_time_s"] = said->time_s;
      absl::StatusOr<Json> form = ParseCanonicalJson(said->form);
      if (form.ok()) value["form"] = *std::move(form);
      if (said->kind == kDraftKind) value["draft"] = DraftJson(context, *said);
    }
  }
  if (!notice.why_closed.empty()) value["closed"] = notice.why_closed;
  Json::Array findings;
  for (const Finding& finding : notice.findings) {
    findings.emplace_back(Json::Object{{"code", finding.code},
                                       {"subject", SafeDisplay(finding.subject, Lines::kOne)}});
  }
  value["findings"] = std::move(findings);
  Json::Array states;
  for (const ArchivedReceipt& receipt : receipts) {
    Json state = ReceiptJson(receipt);
    (*state.mutable_object())["as"] = receipt.as.ToString();
    (*state.mutable_object())["on_behalf"] = IsOnBehalf(receipt);
    states.push_back(std::move(state));
  }
  value["receipts"] = std::move(states);
  return value;
}

void ShowNoticeLine(Context& context, const ArchivedNotice& notice,
                    const std::vector<ArchivedReceipt>& receipts) {
  const Language language = context.language();
  const std::optional<EnvelopeHeader> header = HeaderOf(context, notice);
  const std::optional<ReceiptState> furthest = Furthest(notice, receipts);
  const std::string serial =
      notice.serial.empty() ? ToHex(notice.header_hash).substr(0, kShownHashDigits) : notice.serial;
  const std::optional<Notice> said = header.has_value() ? NoticeOf(*header, notice) : std::nullopt;
  const bool exercise =
      said.has_value() && IsExercise(ParseCanonicalJson(said->form).value_or(Json()));
  const std::string what =
      notice.why_closed.empty()
          ? context.world.forms.KindLabel(
                context.world.forms.Newest(notice.kind).value_or(FormKind{.kind = notice.kind}),
                language)
          : ClosedWhy(context, notice, header.value_or(EnvelopeHeader()));
  context.output.Line(
      absl::StrCat(exercise ? absl::StrCat(context.output.Say("done.exercise"), "  ") : "",
                   Isolate(language, serial), "  ",
                   context.phrases.Label(language, "precedence", PrecedenceName(notice.precedence)),
                   "  ", what, "  ",
                   header.has_value()
                       ? context.output.Say(
                             notice.sent ? "inbox.to" : "inbox.from",
                             {MessageArg::Composed(notice.sent ? Mailboxes(context, header->to)
                                                               : context.Mailbox(header->as))})
                       : "",
                   "  ", When(context, notice), "  ",
                   furthest.has_value() ? context.phrases.Label(language, "receipt_state",
                                                                ReceiptStateName(*furthest))
                                        : context.output.Say("inbox.new")),
      ColourOf(notice.precedence));
}

void ShowNotice(Context& context, const ArchivedNotice& notice,
                const std::vector<ArchivedReceipt>& receipts, const Mirror& mirror,
                Archive& archive) {
  Output& output = context.output;
  const std::optional<EnvelopeHeader> header = HeaderOf(context, notice);
  if (!header.has_value()) return;
  const std::optional<Notice> said = NoticeOf(*header, notice);
  const Language language = context.language();
  const FormKind kind = said.has_value() ? FormKind{said->kind, said->kind_version} : FormKind{};
  const Json form = said.has_value() ? ParseCanonicalJson(said->form).value_or(Json()) : Json();
  if (said.has_value()) {
    ShowTitle(context, &Output::Line, kind, notice.serial, form);
  } else {
    output.Line(ClosedWhy(context, notice, *header), Colour::kRed);
  }
  Caption(context, &Output::Line, "caption.precedence",
          context.phrases.Label(language, "precedence", PrecedenceName(notice.precedence)));
  Caption(context, &Output::Line, "caption.from",
          absl::StrCat(context.Mailbox(header->as), " (", header->from, ")"));
  Caption(context, &Output::Line, "caption.to", Mailboxes(context, header->to));
  if (!header->info.empty())
    Caption(context, &Output::Line, "caption.info", Mailboxes(context, header->info));
  if (notice.index.has_value()) {
    Caption(context, &Output::Line, "caption.accepted_at", FormatUtcMs(notice.time_ms));
  }
  if (notice.bag_ms.has_value()) {
    Caption(context, &Output::Line, "caption.by_bag", FormatUtcMs(*notice.bag_ms));
  }
  if (said.has_value()) {
    Caption(context, &Output::Line, "caption.claimed_time", FormatUtc(said->time_s));
    if (said->kind == kDraftKind) {
      ShowFrozen(context, *said, archive);
    } else {
      ShowForm(context, &Output::Line, kind, form, archive);
    }
  }
  if (notice.index.has_value()) {
    Caption(context, &Output::Line, "caption.log_position",
            absl::StrCat(notice.index->value(), " / ", mirror.size().value()));
  }
  Caption(context, &Output::Line, "caption.hash",
          ToHex(said.has_value() ? notice.notice_hash : notice.header_hash));
  if (notice.why_closed.empty()) {
    output.Line(absl::StrCat("  ", output.Say(notice.index.has_value() ? "show.verified"
                                                                       : "show.verified_by_bag")),
                notice.index.has_value() ? Colour::kGreen : Colour::kYellow);
  }
  output.Line(absl::StrCat("  ", output.Say("verification.not_witnessed")));
  for (const Finding& finding : notice.findings) {
    if (finding.code == notice.why_closed) continue;  // stands above
    output.Line(absl::StrCat("  ", FindingText(context, finding)), Colour::kRed);
  }
  ShowReceipts(context, receipts);
}

void ShowDraft(Context& context, const NoticeDraft& draft, Archive& archive) {
  const Sink sink = &Output::Note;
  const FormKind kind{draft.kind, draft.kind_version};
  ShowTitle(context, sink, kind, "", draft.form);
  Caption(
      context, sink, "caption.precedence",
      context.phrases.Label(context.language(), "precedence", PrecedenceName(draft.precedence)));
  Caption(context, sink, "caption.from", context.Mailbox(draft.as));
  Caption(context, sink, "caption.to", Mailboxes(context, draft.to));
  if (!draft.info.empty()) Caption(context, sink, "caption.info", Mailboxes(context, draft.info));
  ShowForm(context, sink, kind, draft.form, archive);
}

absl::Status RefusedError(const OutboxItem& item) {
  const std::string what = item.serial.empty()
                               ? ToHex(item.body_hash.value_or(Hash())).substr(0, kShownHashDigits)
                               : item.serial;
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("the hub refused ", what, ": ", item.refusal_reason),
                   {.reason = "REFUSED", .subject = what, .field = item.refusal_reason});
}

absl::Status StatusOfSent(const OutboxItem& item, const absl::Status& flushed,
                          absl::string_view subject, absl::string_view field) {
  if (item.state == OutboxState::kAccepted) return absl::OkStatus();
  if (item.state == OutboxState::kRefused) return RefusedError(item);
  // "Queued" is said only where waiting is all that is needed.
  if (!flushed.ok() && flushed.code() != absl::StatusCode::kUnavailable) return flushed;
  return MakeError(
      absl::StatusCode::kUnavailable, "signed and queued; it is sent by itself",
      {.reason = "QUEUED", .subject = std::string(subject), .field = std::string(field)});
}

void ShowCarried(Context& context, const std::vector<CarriedOutcome>& outcomes) {
  for (const CarriedOutcome& outcome : outcomes) {
    if (!outcome.index.ok()) {
      context.output.Error(outcome.index.status());
      continue;
    }
    context.output.Note(
        context.output.Say("carried.logged",
                           {outcome.kind, static_cast<int64_t>(outcome.index->value())}),
        Colour::kGreen);
  }
}

void ShowSent(Context& context, const FlushReport& report, Outbox& outbox) {
  Output& output = context.output;
  for (const int64_t id : report.accepted) {
    const absl::StatusOr<OutboxItem> item = outbox.Get(id);
    if (!item.ok() || item->serial.empty()) continue;  // receipts go without a word
    output.Note(
        output.Say("send.accepted", {item->serial, static_cast<int64_t>(item->index->value()),
                                     FormatUtcMs(item->time_ms)}),
        Colour::kGreen);
    for (const MailboxId& mailbox : item->undeliverable) {
      output.Note(
          output.Say("error.UNDELIVERABLE", {MessageArg::Composed(context.Mailbox(mailbox))}),
          Colour::kRed);
    }
  }
  for (const int64_t id : report.refused) {
    const absl::StatusOr<OutboxItem> item = outbox.Get(id);
    if (item.ok()) output.Error(RefusedError(*item));
  }
}

void ShowOverdue(Context& context, const Overdue& overdue, Archive& archive) {
  const absl::StatusOr<std::optional<ArchivedNotice>> notice =
      archive.FindHeader(overdue.header_hash);
  const std::string serial = notice.ok() && notice->has_value() && !(*notice)->serial.empty()
                                 ? (*notice)->serial
                                 : ToHex(overdue.header_hash).substr(0, kShownHashDigits);
  const std::string code = overdue.delivered ? "NOT_ACKNOWLEDGED" : "NOT_DELIVERED";
  if (context.output.json()) {
    context.output.Value(Json::Object{{"event", "overdue"},
                                      {"code", code},
                                      {"serial", serial},
                                      {"mailbox", overdue.mailbox.ToString()}});
    return;
  }
  context.output.Note(
      context.output.Say(absl::StrCat("error.", code),
                         {serial, MessageArg::Composed(context.Mailbox(overdue.mailbox))}),
      Colour::kRed);
}

void ShowEvent(Context& context, const InboxEvent& event, Archive& archive) {
  Output& output = context.output;
  const auto index = static_cast<int64_t>(event.index.value());
  if (event.alarm.has_value()) {
    if (output.json()) {
      output.Value(Json::Object{{"event", "alarm"},
                                {"code", event.alarm->code},
                                {"subject", SafeDisplay(event.alarm->subject, Lines::kOne)},
                                {"forged", event.forged},
                                {"index", index}});
    } else {
      output.Line(output.Say("watch.alarm",
                             {index, MessageArg::Composed(FindingText(context, *event.alarm))}),
                  Colour::kRed);
    }
    return;
  }
  if (event.notice.has_value()) {
    const absl::StatusOr<std::vector<ArchivedReceipt>> receipts =
        archive.ReceiptsOf(event.notice->header_hash);
    const std::vector<ArchivedReceipt> none;
    if (output.json()) {
      Json value = NoticeJson(context, *event.notice, receipts.ok() ? *receipts : none);
      (*value.mutable_object())["event"] = "notice";
      output.Value(value);
    } else {
      ShowNoticeLine(context, *event.notice, receipts.ok() ? *receipts : none);
    }
    return;
  }
  if (event.office_act.has_value()) return ShowOfficeAct(context, *event.office_act);
  if (!event.receipt.has_value()) return;
  const ArchivedReceipt& receipt = *event.receipt;
  const absl::StatusOr<std::optional<ArchivedNotice>> target = archive.FindHeader(receipt.target);
  const std::string serial = target.ok() && target->has_value() && !(*target)->serial.empty()
                                 ? (*target)->serial
                                 : ToHex(receipt.target).substr(0, kShownHashDigits);
  if (output.json()) {
    Json value = ReceiptJson(receipt);
    Json::Object& object = *value.mutable_object();
    object["event"] = "receipt";
    object["target"] = ToHex(receipt.target);
    object["serial"] = serial;
    object["as"] = receipt.as.ToString();
    output.Value(value);
    return;
  }
  output.Line(
      output.Say(receipt.bag_ms.has_value() ? "bag.receipt" : "watch.receipt",
                 {serial,
                  MessageArg::Composed(context.phrases.Label(context.language(), "receipt_state",
                                                             ReceiptStateName(receipt.state))),
                  MessageArg::Composed(context.Mailbox(receipt.as)), receipt.from,
                  MessageArg::Composed(When(context, receipt))}));
}

}  // namespace liaison
