// liaison doctor [--rebuild]: looks at every part of a desk, says what is wrong and what to do.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/closed_view.h"
#include "clients/cli/commands.h"
#include "clients/cli/notice_view.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/reachability.h"

namespace liaison {
namespace {

constexpr int64_t kDay_s = 24 * 3600;
constexpr int64_t kWarnAhead_s = 7 * kDay_s;
constexpr int64_t kClockOff_ms = 5 * 60 * 1000;

enum class Verdict : uint8_t { kGood, kWarning, kBad };

// Collects and prints as it goes; the first bad finding becomes the command's status.
class Examination {
 public:
  explicit Examination(Context& context) : context_(context) {}

  void Say(Verdict verdict, absl::string_view check, const std::string& text) {
    Output& output = context_.output;
    if (output.json()) {
      static constexpr absl::string_view kNames[] = {"good", "warning", "bad"};
      output.Value(Json::Object{{"check", std::string(check)},
                                {"verdict", std::string(kNames[static_cast<size_t>(verdict)])},
                                {"text", SafeDisplay(StripIsolation(text), Lines::kOne)}});
      return;
    }
    static constexpr absl::string_view kMarks[] = {"✓", "!", "✗"};
    static constexpr Colour kColours[] = {Colour::kGreen, Colour::kYellow, Colour::kRed};
    output.Line(absl::StrCat(kMarks[static_cast<size_t>(verdict)], " ", text),
                kColours[static_cast<size_t>(verdict)]);
  }
  void Bad(absl::string_view check, const absl::Status& status) {
    Say(Verdict::kBad, check, context_.phrases.ErrorMessage(context_.language(), status));
    if (status_.ok()) status_ = status;
  }
  Context& context() { return context_; }
  // For people the finding stands above already.
  absl::Status status() const {
    if (status_.ok() || context_.output.json()) return status_;
    return MakeError(status_.code(), "something is not in order",
                     {.reason = "EXAMINED", .subject = "", .field = ""});
  }

 private:
  Context& context_;
  absl::Status status_;
};

// Returns the hub's time, or the best guess without it: nobody may have written for weeks.
int64_t ExamineLine(Examination& examination, Desk& desk) {
  Context& context = examination.context();
  const auto guess = [&](const absl::Status& status) {
    examination.Bad("hub", status);
    return std::max(desk.mirror().directory().TimeAt(desk.mirror().size()),
                    NowMs(context.world.clock));
  };
  const absl::StatusOr<HubConnection*> hub = desk.hub();
  if (!hub.ok()) return guess(hub.status());
  if (const absl::Status updated = desk.mirror().Update(**hub); !updated.ok()) {
    return guess(updated);
  }
  const absl::StatusOr<HubStatusAnswer> status = (*hub)->GetStatus();
  if (!status.ok()) return guess(status.status());
  examination.Say(
      Verdict::kGood, "hub",
      context.output.Say("doctor.hub", {static_cast<int64_t>(desk.mirror().size().value())}));
  const int64_t off_ms = NowMs(context.world.clock) - status->time_ms;
  if (off_ms > kClockOff_ms || off_ms < -kClockOff_ms) {
    examination.Say(Verdict::kWarning, "clock",
                    context.output.Say("warn.clock_off", {FormatUtcMs(NowMs(context.world.clock)),
                                                          FormatUtcMs(status->time_ms)}));
  }
  return status->time_ms;
}

// The own office's certificates, the latest of each name: registrars too must be renewed.
void ExamineCertificates(Examination& examination, Desk& desk, int64_t now_ms) {
  Context& context = examination.context();
  const ReaderIdentity reader = desk.reader();
  std::map<std::string, const CertFact*> latest;
  for (const CertFact* fact : desk.mirror().directory().Certificates()) {
    if (fact->certificate.office == reader.office) latest[fact->certificate.subject] = fact;
  }
  for (const auto& [subject, fact] : latest) {
    const int64_t ends_s = fact->certificate.not_after_s;
    if (fact->revoked.has_value() || ends_s - now_ms / 1000 > kWarnAhead_s) continue;
    examination.Say(Verdict::kWarning, "certificate",
                    context.output.Say("doctor.certificate_ends", {subject, FormatUtc(ends_s)}));
  }
  if (!latest.contains(reader.device)) {
    examination.Say(Verdict::kWarning, "certificate",
                    context.output.Say("doctor.no_certificate", {reader.device}));
  } else if (!reader.mailboxes.empty()) {
    examination.Say(Verdict::kGood, "certificate",
                    context.output.Say("doctor.certified", {reader.device}));
  }
}

// An office must hear of it before nobody can write to it, and so must those who write. What
// another office has to put right is red, but not this desk's failure.
void ExamineMailboxes(Examination& examination, Desk& desk, int64_t now_ms) {
  Context& context = examination.context();
  for (const Reachability& mailbox : ReachabilityOfAll(desk.mirror().directory(), now_ms)) {
    if (!mailbox.ends_soon) continue;
    const std::string text = ReachabilityText(context, mailbox);
    if (!mailbox.unreachable) {
      examination.Say(Verdict::kWarning, "mailbox", text);
    } else if (mailbox.mailbox.office != desk.reader().office) {
      examination.Say(Verdict::kBad, "mailbox", text);
    } else {
      examination.Bad("mailbox",
                      MakeError(absl::StatusCode::kFailedPrecondition, text,
                                {.reason = "UNREACHABLE",
                                 .subject = StripIsolation(context.Mailbox(mailbox.mailbox)),
                                 .field = ""}));
    }
  }
}

absl::Status ExamineCarried(Examination& examination, Desk& desk) {
  Context& context = examination.context();
  ASSIGN_OR_RETURN(const std::vector<CarriedNote> notes, desk.carried().List());
  for (const CarriedNote& note : notes) {
    const char* const key = note.refusal.empty() ? "doctor.carried" : "doctor.carried_refused";
    examination.Say(Verdict::kWarning, "carried", context.output.Say(key, {note.kind}));
  }
  ASSIGN_OR_RETURN(const std::set<std::string> revoked,
                   desk.carried().RevokedDevices(desk.mirror().directory()));
  for (const std::string& device : revoked) {
    examination.Say(Verdict::kWarning, "carried",
                    context.output.Say("doctor.revoked_by_hand", {device}));
  }
  return absl::OkStatus();
}

absl::Status ExamineArchive(Examination& examination, Desk& desk) {
  Context& context = examination.context();
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> notices,
                   desk.archive().List({.limit = 100000}));
  int64_t closed = 0;
  for (const ArchivedNotice& notice : notices) {
    if (notice.why_closed.empty()) continue;
    ++closed;
    const ClosedText text = ClosedTextOf(context, desk, notice);
    examination.Say(Verdict::kWarning, "notice", absl::StrCat(text.why, " ", text.action));
  }
  examination.Say(
      Verdict::kGood, "archive",
      context.output.Say("doctor.archive", {static_cast<int64_t>(notices.size()), closed}));
  ASSIGN_OR_RETURN(const std::vector<Finding> evidence, desk.archive().Evidence());
  for (const Finding& finding : evidence) {
    examination.Say(Verdict::kWarning, "evidence", FindingText(context, finding));
  }
  ASSIGN_OR_RETURN(const std::vector<DirectoryEvent> strangers,
                   desk.monitor().Unconfirmed(desk.mirror().directory()));
  for (const DirectoryEvent& event : strangers) {
    // From the founding, compared on paper; or the same key again, told of before.
    if (event.index < desk.start() || event.continues) continue;
    examination.Say(Verdict::kWarning, "certificate",
                    context.output.Say("doctor.unconfirmed", {event.subject}));
  }
  ASSIGN_OR_RETURN(const std::vector<OutboxItem> refused,
                   desk.outbox().List(OutboxState::kRefused));
  for (const OutboxItem& item : refused) {
    if (!item.serial.empty()) examination.Bad("outbox", RefusedError(item));
  }
  const auto waiting = static_cast<int64_t>(desk.outbox().Waiting());
  if (waiting > 0) {
    examination.Say(Verdict::kWarning, "outbox", context.output.Say("doctor.waiting", {waiting}));
  }
  return absl::OkStatus();
}

// What is damaged is kept beside the new one: what only it held (drafts that were never sent,
// notices whose keys are gone, an older head of the log) may be saved by somebody who can read it.
absl::Status SetAside(Context& context, const std::string& path) {
  FileSystem& files = context.world.files;
  const std::string aside = absl::StrCat(path, ".damaged-", NowMs(context.world.clock));
  RETURN_IF_ERROR(files.Move(path, aside));
  for (const absl::string_view suffix : {"-wal", "-shm"}) {
    const std::string extra = absl::StrCat(path, suffix);
    ASSIGN_OR_RETURN(const bool there, files.Exists(extra));
    if (there) RETURN_IF_ERROR(files.Move(extra, absl::StrCat(aside, suffix)));
  }
  context.output.Note(context.output.Say("doctor.rebuilding", {aside}), Colour::kYellow);
  return absl::OkStatus();
}

// Opens the desk; with `rebuild` a damaged database, then a damaged mirror, makes room for a new
// one.
absl::StatusOr<std::unique_ptr<Desk>> OpenDesk(Context& context, bool rebuild) {
  const HomePaths paths(context.home);
  ASSIGN_OR_RETURN(const Secret passphrase, context.Passphrase(/*confirm=*/false));
  const auto open = [&] {
    return Desk::Open(context.home, passphrase, context.world, context.connector);
  };
  absl::StatusOr<std::unique_ptr<Desk>> desk = open();
  if (rebuild && ReasonOf(desk.status()) == "DATABASE_DAMAGED") {
    RETURN_IF_ERROR(SetAside(context, paths.database));
    desk = open();
  }
  if (rebuild && ReasonOf(desk.status()) == "MIRROR_DAMAGED") {
    RETURN_IF_ERROR(SetAside(context, paths.mirror));
    desk = open();
  }
  return desk;
}

absl::Status Rebuild(Context& context, Desk& desk) {
  ASSIGN_OR_RETURN(const SyncReport report, desk.FetchAgain({}));
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> notices,
                   desk.archive().List({.limit = 100000}));
  int64_t lost = 0;
  for (const ArchivedNotice& notice : notices) lost += notice.why_closed.empty() ? 0 : 1;
  context.output.Note(context.output.Say(
      "doctor.rebuilt",
      {static_cast<int64_t>(report.received), static_cast<int64_t>(notices.size()) - lost, lost}));
  return absl::OkStatus();
}

absl::Status Examine(Context& context, bool rebuild) {
  Examination examination(context);
  RETURN_IF_ERROR(ReadHomeConfig(HomePaths(context.home), context.world.files).status());
  const absl::StatusOr<std::unique_ptr<Desk>> desk = OpenDesk(context, rebuild);
  if (!desk.ok()) {
    examination.Bad("desk", desk.status());
    return examination.status();
  }
  examination.Say(Verdict::kGood, "desk",
                  context.output.Say("doctor.opened", {(*desk)->config().device}));
  if (rebuild) RETURN_IF_ERROR(Rebuild(context, **desk));
  if (const absl::Status usable = (*desk)->mirror().Usable(); !usable.ok()) {
    examination.Bad("log", usable);
  }
  const int64_t now_ms = ExamineLine(examination, **desk);
  if (!(*desk)->mirror().empty()) {
    ExamineCertificates(examination, **desk, now_ms);
    ExamineMailboxes(examination, **desk, now_ms);
    RETURN_IF_ERROR(ExamineCarried(examination, **desk));
  }
  RETURN_IF_ERROR(ExamineArchive(examination, **desk));
  return examination.status();
}

}  // namespace

void AddDoctorCommand(CommandAdder& adder) {
  const auto rebuild = std::make_shared<bool>(false);
  CLI::App& verb = adder.Verb("doctor", "doctor",
                              [rebuild](Context& context) { return Examine(context, *rebuild); });
  adder.Flag(verb, "--rebuild", *rebuild, "rebuild");
}

}  // namespace liaison
