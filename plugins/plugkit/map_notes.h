// Steps of scripts about maps as the notes that people sign. The same script gives the same notes.
#ifndef LIAISON_PLUGINS_PLUGKIT_MAP_NOTES_H_
#define LIAISON_PLUGINS_PLUGKIT_MAP_NOTES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "plugins/plugkit/people.h"
#include "plugins/plugkit/script.pb.h"
#include "proto/text/map_note.h"

namespace liaison {

struct UnsignedMapNote {
  MapNote note;
  std::vector<std::string> signers;  // devices of the test mission, "irn/d03"
  std::string blob{};                // that the hub must hold first; empty: none
};

// Thread: one.
class MapNotes {
 public:
  // Of the test mission `ns`, in the state `seen` of its log; a script's time begins at `began`.
  MapNotes(absl::string_view ns, const Seen& seen, absl::Time began);

  void AddDevice(const std::string& device, Role role) { devices_[device] = role; }
  void RemoveDevice(const std::string& device) { devices_.erase(device); }

  // What a step about maps brings, in this order; of any other step nothing. Errors:
  // InvalidArgument (what the step names is not there, or is malformed).
  absl::StatusOr<std::vector<UnsignedMapNote>> Of(const plugkit::Step& step, absl::Time now);
  // Of what was made so far, by the hash of its text.
  const std::map<Hash, std::string>& names() const { return names_; }

 private:
  struct Proposed {
    Hash hash;
    std::string map;
    uint64_t version = 0;
    Hash content;
  };

  absl::StatusOr<UnsignedMapNote> Policy(const plugkit::MapPolicy& step);
  absl::StatusOr<UnsignedMapNote> Propose(const plugkit::MapProposal& step, absl::Time now);
  absl::StatusOr<UnsignedMapNote> Say(const plugkit::MapStep& step);
  absl::StatusOr<std::vector<UnsignedMapNote>> Hold(const plugkit::MapHeld& step);
  // `name` makes the nonce.
  MapHead HeadBy(const Speaker& speaker, const std::string& map, const std::string& name,
                 const std::string& hub) const;
  absl::StatusOr<Proposed> Find(const std::string& name);
  absl::StatusOr<std::optional<Hash>> FindHash(const std::string& name);
  absl::StatusOr<std::optional<int64_t>> Seconds(const std::string& offset) const;
  Hash Name(const MapNote& note, const std::string& name);

  const std::string ns_;
  const Seen seen_;
  const absl::Time began_;
  std::map<std::string, Role> devices_;
  std::map<std::string, Proposed> proposed_;  // by name
  std::map<std::string, Hash> policies_;      // by name
  std::map<std::string, int> said_;           // how often a step has been taken
  std::map<Hash, std::string> names_;
};

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_MAP_NOTES_H_
