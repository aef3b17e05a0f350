#include "clients/core/maps/map_content.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

MapDocument Document() {
  MapDocument document{.map = "z",
                       .title = {{"en", "Test"}},
                       .provenance = {.by = "rus", .source = "sketch"},
                       .features = {{.id = "zone-a",
                                     .geometry = MapMultiPolygon{{{{361000000, 350000000},
                                                                   {362000000, 350000000},
                                                                   {362000000, 351000000}}}},
                                     .names = {{"en", "A"}}}}};
  Normalise(document);
  return document;
}

// The reason, where a proposal for these bytes is `spoilt`; "" if they are taken.
std::string Checked(const std::string& bytes,
                    const std::function<void(MapProposal&)>& spoil = nullptr) {
  MapProposal proposal{.version = 1, .content = {.sha256 = MapDigest(bytes), .size = bytes.size()}};
  proposal.head.map = "z";
  if (spoil) spoil(proposal);
  const absl::StatusOr<MapDocument> document = CheckMapContent(proposal, bytes);
  if (document.ok()) return "";
  EXPECT_TRUE(absl::IsDataLoss(document.status())) << document.status();
  return ReasonOf(document.status());
}

TEST(MapContent, IsTakenWhereItIsWhatWasSigned) {
  EXPECT_EQ(Checked(PrintMapDocument(Document())), "");
}

TEST(MapContent, HasTheSignedDigestAndSize) {
  const std::string bytes = PrintMapDocument(Document());
  EXPECT_EQ(Checked(bytes, [](MapProposal& said) { said.content.sha256.bytes[31] ^= 1; }),
            "CONTENT_MISMATCH");
  EXPECT_EQ(Checked(bytes, [](MapProposal& said) { said.content.size += 1; }), "CONTENT_MISMATCH");
}

TEST(MapContent, IsCanonicalWhateverWasSigned) {
  EXPECT_EQ(Checked(absl::StrCat(PrintMapDocument(Document()), "\n")), "NOT_CANONICAL");
}

TEST(MapContent, SaysWhatItsProposalSays) {
  const std::string bytes = PrintMapDocument(Document());
  for (const std::function<void(MapProposal&)>& spoil :
       {std::function<void(MapProposal&)>([](MapProposal& said) { said.head.map = "y"; }),
        std::function<void(MapProposal&)>([](MapProposal& said) { said.version = 2; }),
        std::function<void(MapProposal&)>([](MapProposal& said) { said.base = Hash(); }),
        std::function<void(MapProposal&)>([](MapProposal& said) { said.effective_s = 1; }),
        std::function<void(MapProposal&)>([](MapProposal& said) { said.expiry_s = 1; }),
        std::function<void(MapProposal&)>([](MapProposal& said) { said.reverts = 1; })}) {
    EXPECT_EQ(Checked(bytes, spoil), "HEADER_MISMATCH");
  }
}

TEST(MapContent, HasNoBrokenGeometry) {
  MapDocument document = Document();
  // An eight.
  document.features[0].geometry = MapMultiPolygon{{{{361000000, 350000000},
                                                    {362000000, 351000000},
                                                    {362000000, 350000000},
                                                    {361000000, 351000000}}}};
  Normalise(document);
  EXPECT_EQ(Checked(PrintMapDocument(document)), "INVALID_GEOMETRY");
}

}  // namespace
}  // namespace liaison
