#include "clients/cli/entry.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/dialogue.h"
#include "clients/cli/notice_view.h"
#include "clients/core/forms/interview.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kZoneFolder[] = "zoneinfo/";
constexpr char kKind[] = "@kind";
constexpr char kTo[] = "@to";
constexpr char kPrecedence[] = "@precedence";
constexpr Role kRoles[] = {Role::kDuty, Role::kHead, Role::kJwg, Role::kEditor};

std::vector<FormChoice> Labelled(const Context& context, absl::string_view table,
                                 const std::vector<std::string>& values) {
  std::vector<FormChoice> choices;
  choices.reserve(values.size());
  for (const std::string& value : values) {
    choices.push_back({value, context.phrases.Label(context.language(), table, value)});
  }
  return choices;
}

// Every mailbox that somebody can open, the duty officers first, without the own.
std::vector<FormChoice> Addressees(const Context& context, const Directory& directory,
                                   const MailboxId& own) {
  std::vector<FormChoice> choices;
  for (const Role role : kRoles) {
    for (const Party& party : directory.mission().parties) {
      const MailboxId mailbox{.office = party.office, .role = role};
      if (mailbox == own || directory.DevicesOf(mailbox, directory.size()).empty()) continue;
      choices.push_back({mailbox.ToString(), context.Mailbox(mailbox)});
    }
  }
  return choices;
}

std::vector<FormChoice> Precedences(const Context& context) {
  std::vector<std::string> names;
  for (size_t i = 0; i < kPrecedences; ++i) {
    names.emplace_back(PrecedenceName(static_cast<Precedence>(i)));
  }
  return Labelled(context, "precedence", names);
}

// The civil time of the place is that of the machine, unless the officer says otherwise. Where the
// machine's is a file without a name, the file's link has it.
std::string OwnTimeZone() {
  std::string name = absl::LocalTimeZone().name();
  if (!absl::StrContains(name, "localtime")) return name;
  std::error_code error;
  name = std::filesystem::read_symlink("/etc/localtime", error).string();
  const size_t folder = name.find(kZoneFolder);
  return folder == std::string::npos ? "UTC" : name.substr(folder + sizeof(kZoneFolder) - 1);
}

absl::StatusOr<std::string> HashOf(Archive& archive, absl::string_view handle) {
  ASSIGN_OR_RETURN(const ArchivedNotice notice, archive.Find(handle));
  return EncodeBase64(notice.notice_hash.view());
}

InterviewSetup MakeSetup(const Context& context, Desk& desk, const Dialogue& dialogue,
                         const EntryRequest& request) {
  const Directory& directory = desk.mirror().directory();
  const Mission& mission = directory.mission();
  const Party* const party = mission.FindParty(request.draft.as.office);
  InterviewSetup setup;
  setup.tables["zone"] = Labelled(
      context, "zone", party == nullptr || party->zones.empty() ? mission.zones : party->zones);
  std::vector<std::string> offices;
  for (const Party& each : mission.parties) offices.push_back(each.office);
  setup.tables["office"] = Labelled(context, "office", offices);
  setup.defaults["event.time_zone"] = OwnTimeZone();
  setup.reading = {
      .now_s = NowMs(context.world.clock) / 1000,
      .yes = dialogue.Yes(),
      .no = dialogue.No(),
      .resolve = [&desk](absl::string_view handle) { return HashOf(desk.archive(), handle); }};
  if (request.draft.to.empty()) {
    setup.first.push_back({.id = kTo,
                           .type = Question::Type::kChoices,
                           .label = context.output.Say("caption.to"),
                           .help = context.output.Say("entry.help.to"),
                           .choices = Addressees(context, directory, request.draft.as)});
  }
  if (request.ask_precedence) {
    const int usual = static_cast<int>(request.draft.precedence) + 1;
    setup.first.push_back({.id = kPrecedence,
                           .type = Question::Type::kChoice,
                           .label = context.output.Say("caption.precedence"),
                           .help = context.output.Say("entry.help.precedence"),
                           .choices = Precedences(context),
                           .fallback = absl::StrCat(usual)});
  }
  return setup;
}

class Entry {
 public:
  Entry(Context& context, Desk& desk, EntryRequest request)
      : context_(context), desk_(desk), dialogue_(context), request_(std::move(request)) {}

  absl::StatusOr<NoticeDraft> Run() {
    const FormKind kind = Kind();
    ASSIGN_OR_RETURN(interview_,
                     context_.world.forms.StartInterview(
                         kind, context_.language(), MakeSetup(context_, desk_, dialogue_, request_),
                         request_.given));
    context_.output.Note(context_.world.forms.KindLabel(kind, context_.language()), Colour::kBold);
    context_.output.Note(context_.output.Say("entry.keys"));
    while (true) {
      RETURN_IF_ERROR(AskAll());
      absl::StatusOr<NoticeDraft> draft = Collect();
      if (!draft.ok()) {
        context_.output.Error(draft.status());
        RETURN_IF_ERROR(Change());
        continue;
      }
      context_.output.Note("");
      ShowDraft(context_, *draft, desk_.archive());
      switch (dialogue_.Decide(context_.output.Say("prompt.send_now"))) {
        case Dialogue::Decision::kYes:
          return draft;
        case Dialogue::Decision::kNo:
          return LeftError();
        case Dialogue::Decision::kBack:
          interview_->Back();
          break;
        case Dialogue::Decision::kEdit:
          RETURN_IF_ERROR(Change());
          break;
      }
    }
  }

 private:
  FormKind Kind() const { return {request_.draft.kind, request_.draft.kind_version}; }

  absl::Status AskAll() {
    while (const std::optional<Question> question = interview_->Next()) {
      const auto take = [&](absl::string_view typed) {
        return interview_->Answer(*question, typed);
      };
      switch (dialogue_.Ask(*question, take)) {
        case Dialogue::Step::kAnswered:
          break;
        case Dialogue::Step::kLeft:
          return LeftError();
        case Dialogue::Step::kBack:
          if (!interview_->Back()) context_.output.Note(context_.output.Say("entry.first"));
          break;
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<NoticeDraft> Collect() {
    NoticeDraft draft = request_.draft;
    const std::vector<std::string> to =
        absl::StrSplit(interview_->Said(kTo), ' ', absl::SkipEmpty());
    for (const std::string& name : to) {
      ASSIGN_OR_RETURN(MailboxId mailbox, ParseMailbox(name));
      draft.to.push_back(std::move(mailbox));
    }
    if (const std::string said = interview_->Said(kPrecedence); !said.empty()) {
      ASSIGN_OR_RETURN(draft.precedence, ParsePrecedence(said));
    }
    ASSIGN_OR_RETURN(draft.form, context_.world.forms.BuildForm(Kind(), interview_->Assignments()));
    RETURN_IF_ERROR(request_.check(draft));
    return draft;
  }

  // Which answer is to be given anew; nothing is changed by going back.
  absl::Status Change() {
    Question which{.type = Question::Type::kChoice,
                   .label = context_.output.Say("entry.change"),
                   .optional = true};
    for (const Question& answered : interview_->Answered()) {
      which.choices.push_back({answered.id, answered.about == Question::About::kMore
                                                ? context_.output.Say("entry.add")
                                                : answered.label});
    }
    const auto take = [&](absl::string_view typed) -> absl::Status {
      ASSIGN_OR_RETURN(const Reading reading, ReadAnswer(which, typed, {}));
      interview_->Forget(reading.said);
      return absl::OkStatus();
    };
    return dialogue_.Ask(which, take) == Dialogue::Step::kLeft ? LeftError() : absl::OkStatus();
  }

  Context& context_;
  Desk& desk_;
  Dialogue dialogue_;
  const EntryRequest request_;
  std::unique_ptr<Interview> interview_;
};

}  // namespace

absl::StatusOr<std::string> AskKind(Context& context, const Mission& mission,
                                    const std::string& office) {
  const Party* const party = mission.FindParty(office);
  Question which{.id = kKind,
                 .type = Question::Type::kChoice,
                 .label = context.output.Say("caption.kind"),
                 .help = context.output.Say("entry.help.kind")};
  for (const FormKind& kind : context.world.forms.Kinds()) {
    const bool allowed =
        party == nullptr || party->kinds.empty() ||
        std::find(party->kinds.begin(), party->kinds.end(), kind.kind) != party->kinds.end();
    const bool newest = context.world.forms.Newest(kind.kind).value_or(kind) == kind;
    if (!allowed || !newest) continue;
    which.choices.push_back({kind.kind, context.world.forms.KindLabel(kind, context.language())});
  }
  std::string chosen;
  const auto take = [&](absl::string_view typed) -> absl::Status {
    ASSIGN_OR_RETURN(Reading reading, ReadAnswer(which, typed, {}));
    chosen = std::move(reading.said);
    return absl::OkStatus();
  };
  Dialogue dialogue(context);
  while (true) {
    switch (dialogue.Ask(which, take)) {
      case Dialogue::Step::kAnswered:
        return chosen;
      case Dialogue::Step::kLeft:
        return LeftError();
      case Dialogue::Step::kBack:
        context.output.Note(context.output.Say("entry.first"));
        break;
    }
  }
}

absl::StatusOr<NoticeDraft> EnterNotice(Context& context, Desk& desk, EntryRequest request) {
  return Entry(context, desk, std::move(request)).Run();
}

}  // namespace liaison
