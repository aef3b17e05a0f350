// What an officer is told of a ladder when he sends: who will be told, and when, if nobody answers.
#ifndef LIAISON_CLIENTS_CLI_CLIMB_VIEW_H_
#define LIAISON_CLIENTS_CLI_CLIMB_VIEW_H_

#include "clients/cli/context.h"
#include "clients/core/outgoing/ladder_choice.h"

namespace liaison {

// A line for each addressee office, and one for whom nothing was sealed to. `draft` was put on the
// ladder.
void ShowClimb(Context& context, const LadderChoice& choice, const NoticeDraft& draft,
               const Mission& mission);
// The same as a member "ladder" of `value`; none without a ladder.
void AddClimb(const LadderChoice& choice, const NoticeDraft& draft, const Mission& mission,
              Json::Object& value);

// What blind tags give away, or that this desk cannot make them. Returns whether the notice carries
// them.
bool TellTags(Context& context, const Desk& desk, const NoticeDraft& draft);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_CLIMB_VIEW_H_
