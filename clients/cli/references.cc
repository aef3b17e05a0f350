#include "clients/cli/references.h"

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/hash.h"

namespace liaison {
namespace {

constexpr struct {
  const char* verb;
  bool own_only;
} kVerbs[] = {{"reply_to", false}, {"corrects", true},   {"supersedes", true},
              {"cancels", true},   {"follows_up", true}, {"same_event", false}};

bool OwnOnly(absl::string_view verb) {
  for (const auto& known : kVerbs) {
    if (verb == known.verb) return known.own_only;
  }
  return false;
}

}  // namespace

void AddReferenceOptions(CommandAdder& adder, CLI::App& verb, References& references) {
  // Options keep addresses of the lists: they must not move any more.
  references.handles.reserve(std::size(kVerbs));
  for (const auto& known : kVerbs) {
    auto& [name, handles] = references.handles.emplace_back(known.verb, std::vector<std::string>());
    adder.Texts(verb, absl::StrCat("--", absl::StrReplaceAll(name, {{"_", "-"}})), handles,
                absl::StrCat("refers.", name));
  }
}

absl::Status AddReferences(const References& references, Archive& archive, Json& form) {
  Json::Array refs;
  if (const Json* given = form.Find("refs"); given != nullptr && given->array() != nullptr) {
    refs = *given->array();
  }
  for (const auto& [verb, handles] : references.handles) {
    for (const std::string& handle : handles) {
      ASSIGN_OR_RETURN(const ArchivedNotice notice, archive.Find(handle));
      if (OwnOnly(verb) && !notice.sent) {
        return MakeError(absl::StatusCode::kPermissionDenied,
                         absl::StrCat(notice.serial, " is another office's notice"),
                         {.reason = "NOT_OWN", .subject = notice.serial, .field = verb});
      }
      refs.emplace_back(
          Json::Object{{"verb", verb}, {"hash", EncodeBase64(notice.notice_hash.view())}});
    }
  }
  if (!refs.empty()) (*form.mutable_object())["refs"] = std::move(refs);
  return absl::OkStatus();
}

}  // namespace liaison
