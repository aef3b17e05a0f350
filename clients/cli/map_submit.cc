#include "clients/cli/map_submit.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/maps/map_error.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
absl::Status JudgeMapNote(const MapSession& session, const std::string& note,
                          const std::string& subject) {
  ASSIGN_OR_RETURN(const MapVerdict verdict,
                   JudgeNextNote(session.desk->mirror(), session.now_ms, note));
  return StatusOf(verdict, session.book, subject);
}

absl::StatusOr<LeafIndex> SubmitMapNote(MapSession& session, const std::string& note,
                                        const std::string& subject) {
  Desk& desk = *session.desk;
  RETURN_IF_ERROR(JudgeMapNote(session, note, subject));
  ASSIGN_OR_RETURN(const LeafIndex index, desk.CarryNote(note));
  ASSIGN_OR_RETURN(session.book, ReadMapBook(desk.mirror(), session.now_ms));
  ASSIGN_OR_RETURN(const MapVerdict verdict, JudgeLoggedNote(session.book, note));
  RETURN_IF_ERROR(StatusOf(verdict, session.book, subject));
  return index;
}

absl::StatusOr<std::optional<Hash>> SendReason(Context& context, MapSession& session,
                                               const MapSigner& signer, const FoundMap& about,
                                               MapVerb verb, const std::string& text) {
  const MapProposal& note = about.entry->note();
  const MapPolicy& policy = *about.record->state.policy;
  NoticeDraft draft{
      .as = signer.as,
      .to = ReaderMailboxes(policy, session.desk->mirror().directory(), signer.as),
      .kind = "administrative",
      .kind_version = 1,
      .lang = std::string(LanguageCode(context.language())),
      .form = Json::Object{{"label", "addressees"},
                           {"subject", absl::StrCat(note.head.map, " ", about.entry->Name(), ": ",
                                                    context.output.Say(absl::StrCat(
                                                        "map.step.", MapVerbName(verb))))},
                           {"text", text},
                           {"map", MapReference(note)}}};
  RETURN_IF_ERROR(context.world.forms.ValidateForm({draft.kind, draft.kind_version}, draft.form));
  ASSIGN_OR_RETURN(const OutboxItem item, SendBeside(context, *session.desk, draft));
  if (item.state != OutboxState::kAccepted) return std::optional<Hash>();
  return item.body_hash;
}

}  // namespace liaison
