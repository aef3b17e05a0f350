// What a desk hears of maps in passing: documents that came, versions that came in force, notes
// that came too late, and a hub that says something else than the log.
#ifndef LIAISON_CLIENTS_CLI_MAP_NEWS_H_
#define LIAISON_CLIENTS_CLI_MAP_NEWS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "clients/cli/context.h"
#include "clients/core/maps/map_book.h"
#include "clients/core/maps/map_keeper.h"

namespace liaison {

// Documents that are not what was signed for, and own notes without effect. What went well is not
// told.
void ShowMapTrouble(Context& context, const SyncReport& report);

// Says every change once while a program runs.
class MapsTold {
 public:
  explicit MapsTold(Context& context) : context_(context) {}
  void Tell(const MapBook& book, const std::vector<MapNews>& news);
  // Whether the hub has announced what the own replay does not give, or a document was forged.
  bool forged() const { return forged_; }

 private:
  void TellRecord(const MapBook& book, const MapRecord& record);
  void TellNews(const MapNews& news);

  Context& context_;
  std::map<Hash, MapPhase> phases_;  // by proposal, as told last
  std::set<LeafIndex> disagreements_;
  bool first_ = true;
  bool forged_ = false;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_NEWS_H_
