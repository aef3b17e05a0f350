#include "clients/cli/report_confirm.h"

#include <string>

#include "clients/cli/dialogue.h"
#include "clients/core/language/human_text.h"

namespace liaison {

absl::Status Confirmed(Context& context, absl::string_view question) {
  if (!CanAsk(context)) return absl::OkStatus();
  Dialogue dialogue(context);
  const Output& output = context.output;
  const std::string typed = FoldForSearch(
      dialogue.AskWord(output.Say("prompt.yes_no", {MessageArg::Composed(output.Say(question))})));
  for (const std::string& yes : dialogue.Yes()) {
    if (FoldForSearch(yes) == typed) return absl::OkStatus();
  }
  return LeftError();
}

}  // namespace liaison
