#include "clients/cli/closed_view.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/incoming/closed_advice.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr size_t kShownHashDigits = 16;

// Of a forwarded copy the addressees are what matters.
std::string SubjectOf(const ArchivedNotice& notice, const std::string& handle) {
  const bool forwarded = notice.why_closed == "FORWARDED_COPY" && !notice.findings.empty();
  return forwarded ? notice.findings.front().subject : handle;
}

std::optional<EnvelopeHeader> HeaderOf(Desk& desk, const ArchivedNotice& notice) {
  const absl::StatusOr<Note> note = ParseNote(notice.header, kMaxHeaderBytes);
  if (!note.ok()) return std::nullopt;
  absl::StatusOr<EnvelopeHeader> header = ParseHeader(desk.config().ns, note->text);
  if (!header.ok()) return std::nullopt;
  return *std::move(header);
}

std::string ShortHash(const ArchivedNotice& notice) {
  return ToHex(notice.header_hash).substr(0, kShownHashDigits);
}

std::string ActionText(const Context& context, const ClosedAdvice& advice,
                       const EnvelopeHeader& header, const ArchivedNotice& notice) {
  const std::string key = absl::StrCat("closed.action.", ClosedActionName(advice.action));
  switch (advice.action) {
    case ClosedAction::kFetch:
      return context.output.Say(key, {"liaison inbox"});
    case ClosedAction::kAskAgain:
      return context.output.Say(
          key, {absl::StrCat("liaison send administrative --to ", header.as.ToString(),
                             " --field subject=\"Please send again\" --text ", ShortHash(notice))});
    case ClosedAction::kOtherDesk:
      return context.output.Say(key, {absl::StrJoin(advice.devices, ", ")});
    case ClosedAction::kCheckpoint:
      return context.output.Say(key, {header.from});
    case ClosedAction::kArchive:
    case ClosedAction::kWait:
      return context.output.Say(key);
  }
  return "";
}

}  // namespace

std::string ClosedWhy(const Context& context, const ArchivedNotice& notice,
                      const EnvelopeHeader& header) {
  return context.output.Say(absl::StrCat("error.", notice.why_closed),
                            {SubjectOf(notice, ShortHash(notice)), header.from});
}

ClosedText ClosedTextOf(const Context& context, Desk& desk, const ArchivedNotice& notice) {
  if (notice.why_closed.empty()) return {};
  const std::optional<EnvelopeHeader> header = HeaderOf(desk, notice);
  if (!header.has_value()) return {};
  const ClosedAdvice advice =
      AdviceFor(notice.why_closed, *header, desk.reader(), desk.mirror().directory());
  return {.why = ClosedWhy(context, notice, *header),
          .action = ActionText(context, advice, *header, notice)};
}

absl::Status ClosedError(const Context& context, Desk& desk, const ArchivedNotice& notice,
                         const std::string& handle) {
  const std::optional<EnvelopeHeader> header = HeaderOf(desk, notice);
  return MakeError(absl::StatusCode::kNotFound, ClosedTextOf(context, desk, notice).why,
                   {.reason = notice.why_closed,
                    .subject = SubjectOf(notice, handle),
                    .field = header.has_value() ? header->from : ""});
}

void AddClosed(const Context& context, Desk& desk, const ArchivedNotice& notice, Json& value) {
  const ClosedText text = ClosedTextOf(context, desk, notice);
  if (text.why.empty()) return;
  (*value.mutable_object())["why"] = StripIsolation(text.why);
  (*value.mutable_object())["action"] = StripIsolation(text.action);
}

void ShowClosedAction(Context& context, Desk& desk, const ArchivedNotice& notice) {
  const ClosedText text = ClosedTextOf(context, desk, notice);
  if (!text.action.empty()) {
    context.output.Line(absl::StrCat("  → ", text.action), Colour::kYellow);
  }
}

}  // namespace liaison
