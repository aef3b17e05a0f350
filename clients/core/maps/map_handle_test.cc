#include "clients/core/maps/map_handle.h"

#include <gtest/gtest.h>

#include <string>

#include "proto/base/error.h"

namespace liaison {
namespace {

MapEntry Entry(uint64_t version, MapPhase phase, uint8_t first) {
  MapEntry entry;
  entry.version.phase = phase;
  entry.version.proposal.bytes[0] = first;
  entry.version.note.version = version;
  return entry;
}

MapBook TwoMaps() {
  MapBook book;
  book.until_ms = 1000;
  MapRecord& east = book.maps["east"];
  east.state.map = "east";
  east.entries = {Entry(1, MapPhase::kSuperseded, 0x11), Entry(2, MapPhase::kInForce, 0x22),
                  Entry(3, MapPhase::kOpen, 0x33), Entry(3, MapPhase::kOpen, 0x34)};
  east.entries[1].from_ms = 10;
  book.maps["west"].state.map = "west";
  book.maps["west"].entries = {Entry(1, MapPhase::kApproved, 0x55)};
  return book;
}

std::string Found(const std::string& handle, const std::string& map = "") {
  const MapBook book = TwoMaps();
  const absl::StatusOr<FoundMap> found = FindMapEntry(book, handle, map);
  if (!found.ok()) return ReasonOf(found.status());
  return found->record->state.map + " " + found->entry->Name();
}

TEST(MapHandle, NamesMapsVersionsAndProposals) {
  EXPECT_EQ(Found("east"), "east v2");
  EXPECT_EQ(Found("west"), "west v1") << "none is in force: the newest approved one";
  EXPECT_EQ(Found("east@1"), "east v1");
  EXPECT_EQ(Found("v2"), "east v2");
  EXPECT_EQ(Found("v1", "west"), "west v1");
  EXPECT_EQ(Found("v3~33"), "east v3~33000000");
  EXPECT_EQ(Found("v3~34000000"), "east v3~34000000");
}

TEST(MapHandle, IsNeverGuessed) {
  EXPECT_EQ(Found("v1"), "WHICH_MAP");
  EXPECT_EQ(Found("v3~3"), "WHICH_MAP");
  EXPECT_EQ(Found("v3"), "NO_SUCH_VERSION") << "a plain number is only ever an approved one";
  EXPECT_EQ(Found("v9~11"), "NO_SUCH_VERSION");
  EXPECT_EQ(Found("v3~"), "NO_SUCH_MAP");
  EXPECT_EQ(Found("north"), "NO_SUCH_MAP");
  EXPECT_EQ(Found("north@1"), "NO_SUCH_MAP");
}

}  // namespace
}  // namespace liaison
