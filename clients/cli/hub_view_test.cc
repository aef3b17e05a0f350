#include "clients/cli/hub_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

using testing::HasSubstr;

// What a person reads of a release to irn/head, in that language.
ReleaseText TextIn(Language language, std::string reason, std::string unchecked, std::string lie) {
  const Phrasebook phrases = Phrasebook::BuiltIn();
  const FormLibrary forms = FormLibrary::BuiltIn(phrases);
  ManualClock clock(absl::UnixEpoch());
  SeededRandom random(1);
  MemoryFileSystem files;
  const DeskWorld world{
      .clock = clock, .random = random, .files = files, .crypto = SodiumCrypto(), .forms = forms};
  Output output(stdout, stderr, phrases, {.language = language});
  const Context context{.world = world, .phrases = phrases, .output = output};
  JudgedRelease judged{.unchecked = std::move(unchecked), .lie = std::move(lie)};
  judged.said.time_ms = 1795478400123;
  judged.said.release = {.office = "irn", .rung = 2, .mailboxes = {{"irn", Role::kHead}}};
  judged.said.release.due_ms = 1795478400000;
  judged.said.release.reason = std::move(reason);
  return ReleaseTextOf(context, judged, "TUR-d01-2026-000007");
}

TEST(ReleaseText, SaysToWhomWhichRungWhenDueAndWhy) {
  const ReleaseText text = TextIn(Language::kEn, "DUE", "", "");
  for (const char* part :
       {"TUR-d01-2026-000007", "Iran, head", "rung", "2", "due", "2026-11-24 00:00:00.000 UTC",
        "2026-11-24 00:00:00.123 UTC", "nobody had answered in time"}) {
    EXPECT_THAT(text.told, HasSubstr(part));
  }
  EXPECT_EQ(text.unchecked, "");
  EXPECT_EQ(text.lie, "");
}

TEST(ReleaseText, ReasonWithoutWordsIsShownAsItIs) {
  EXPECT_THAT(TextIn(Language::kEn, "handover", "", "").told, HasSubstr("handover"));
}

TEST(ReleaseText, LieAndWhatIsNotCheckedHaveWordsInEveryLanguage) {
  for (const Language language : kLanguages) {
    for (const char* unchecked : {"EVIDENCE_UNKNOWN", "ROSTER"}) {
      EXPECT_THAT(TextIn(language, "EMPTY", unchecked, "").unchecked,
                  testing::Not(HasSubstr(unchecked)));
    }
    for (const char* lie : {"RELEASE_EARLY", "RELEASE_EVIDENCE"}) {
      const std::string text = TextIn(language, "MANUAL", "", lie).lie;
      EXPECT_THAT(text, HasSubstr("irn 2"));
      EXPECT_THAT(text, testing::Not(HasSubstr(lie)));
    }
  }
}

}  // namespace
}  // namespace liaison
