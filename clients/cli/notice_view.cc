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
#include "clients/cli/attachment_view.h"
#include "clients/cli/closed_view.h"
#include "clients/cli/hub_view.h"
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

void ShowRow(Output& output, Sink sink, const SheetRow& row) {
  const std::string indent(static_cast<size_t>(row.depth) * 2 + 2, ' ');
  (output.*sink)(
      absl::StrCat(indent, row.label, row.lines.front().empty() ? "" : ": ", row.lines.front()),
      Colour::kNone);
  for (size_t i = 1; i < row.lines.size(); ++i) {
    (output.*sink)(absl::StrCat(indent, "  ", row.lines[i]), Colour::kNone);
  }
}

// Title and rows; test traffic cannot be taken for anything else.
void ShowSheet(Output& output, Sink sink, const NoticeSheet& sheet, Colour title) {
  if (sheet.exercise) (output.*sink)(output.Say("done.exercise"), Colour::kRed);
  (output.*sink)(sheet.title, title);
  for (const SheetRow& row : sheet.rows) ShowRow(output, sink, row);
}

bool IsExercise(const Json& form) {
  const Json* const exercise = form.Find("exercise");
  return exercise != nullptr && *exercise == Json(true);
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
  if (notice.beyond_budget) value["beyond_budget"] = true;
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
      if (!said->attach.empty()) value["attachments"] = AttachmentsJson(said->attach);
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

void ShowNotice(Context& context, const ArchivedNotice& notice, const NoticeSheet& sheet) {
  Output& output = context.output;
  ShowSheet(output, &Output::Line, sheet, notice.why_closed.empty() ? Colour::kBold : Colour::kRed);
  ShowRow(output, &Output::Line,
          {.label = output.Say("caption.hash"),
           .lines = {Isolate(context.language(), ToHex(sheet.digest))}});
  for (const std::string& line : sheet.verified) {
    output.Line(absl::StrCat("  ", line), Colour::kGreen);
  }
  for (const std::string& line : sheet.claimed) {
    output.Line(absl::StrCat("  ", line), Colour::kYellow);
  }
  output.Line(absl::StrCat("  ", sheet.not_witnessed));
  for (const std::string& line : sheet.findings) {
    output.Line(absl::StrCat("  ", line), Colour::kRed);
  }
  if (sheet.receipts.empty()) return;
  output.Line(output.Say("caption.receipts"), Colour::kBold);
  for (const SheetReceipt& receipt : sheet.receipts) {
    output.Line(absl::StrCat("  ", absl::StrJoin(receipt.cells, "  ")),
                receipt.conflict ? Colour::kRed : Colour::kNone);
  }
}

void ShowDraft(Context& context, const NoticeDraft& draft, Archive& archive) {
  ShowSheet(context.output, &Output::Note, DescribeDraft(context, draft, archive), Colour::kBold);
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

void ShowAlarm(Context& context, const InboxEvent& event) {
  Output& output = context.output;
  const auto index = static_cast<int64_t>(event.index.value());
  if (output.json()) {
    output.Value(Json::Object{{"event", "alarm"},
                              {"code", event.alarm->code},
                              {"subject", SafeDisplay(event.alarm->subject, Lines::kOne)},
                              {"forged", event.forged},
                              {"index", index}});
    return;
  }
  output.Line(
      output.Say("watch.alarm", {index, MessageArg::Composed(FindingText(context, *event.alarm))}),
      Colour::kRed);
}

absl::Status ForgedError(absl::string_view command) {
  return MakeError(absl::StatusCode::kDataLoss, "a record failed verification; see above",
                   {.reason = "FORGED", .subject = std::string(command), .field = ""});
}

void LineTold::Tell(const absl::Status& line) {
  if (line.ok() == up_) return;
  up_ = line.ok();
  Output& output = context_.output;
  output.Note(output.Say(up_ ? "watch.line_up" : "watch.line_down"),
              up_ ? Colour::kGreen : Colour::kYellow);
}

void ShowEvent(Context& context, const InboxEvent& event, Archive& archive) {
  Output& output = context.output;
  if (event.alarm.has_value()) return ShowAlarm(context, event);
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
  if (event.office_act.has_value()) return ShowOfficeAct(context, *event.office_act, archive);
  if (event.release.has_value()) return ShowRelease(context, *event.release, archive);
  if (event.alert.has_value()) {
    return ListAlerts(context, {{.archived = *event.alert, .receipts = {}}});
  }
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
