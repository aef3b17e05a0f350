#include "clients/core/outgoing/compose.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "proto/base/error.h"
#include "proto/text/note.h"
#include "proto/text/unanswered.h"
#include "proto/text/verified_note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

class ComposeTest : public testing::Test {
 protected:
  ComposeTest() {
    draft_.as = {"tur", Role::kDuty};
    draft_.to = {{"rus", Role::kDuty}, {"irn", Role::kDuty}};
    draft_.info = {{"un", Role::kDuty}};
    draft_.precedence = Precedence::kImmediate;
    draft_.kind = "violation";
    draft_.lang = "tr";
    draft_.form = Json(Json::Object{{"label", "mission"}, {"zone", "idlib"}});
    context_.ns = mission_.ns();
    context_.id.fill(0xab);
    context_.serial = Serial{"tur", "d01", 2017, 42};
    context_.time_s = mission_.founded_s();
  }
  absl::StatusOr<ComposedNotice> TryCompose() {
    return Compose(draft_, context_, rules_, mission_.signer("tur/d01"),
                   [this](const Hash& notice) -> absl::StatusOr<std::optional<Hash>> {
                     if (notice == ours_) return std::optional<Hash>(envelope_);
                     return std::optional<Hash>();
                   });
  }
  ComposedNotice MustCompose() {
    absl::StatusOr<ComposedNotice> composed = TryCompose();
    EXPECT_TRUE(composed.ok()) << composed.status();
    return composed.ok() ? *composed : ComposedNotice();
  }
  Notice NoticeOf(const ComposedNotice& composed) {
    const absl::StatusOr<Note> note = ParseNote(composed.notice, kMaxNoticeBytes);
    EXPECT_TRUE(note.ok());
    EXPECT_TRUE(Verify(*note, {mission_.signer("tur/d01").vkey()}, SodiumCrypto()).ok());
    EXPECT_EQ(Sha256(note->text), composed.notice_hash);
    const absl::StatusOr<Notice> notice = ParseNotice(mission_.ns(), note->text);
    EXPECT_TRUE(notice.ok()) << notice.status();
    return *notice;
  }

  SeededRandom random_{1};
  TestMission mission_{random_};
  Mission rules_;
  NoticeDraft draft_;
  ComposeContext context_;
  const Hash ours_ = Sha256("our earlier notice");
  const Hash envelope_ = Sha256("its envelope's header");
};

TEST_F(ComposeTest, WhatProgramsCarryAsksForNoAnswer) {
  EXPECT_TRUE(MustCompose().header.ack_within_s.has_value());
  for (absl::string_view kind : {kMapContentKind, kReportSheetKind}) {
    draft_.kind = std::string(kind);
    EXPECT_FALSE(MustCompose().header.ack_within_s.has_value()) << kind;
  }
}

TEST_F(ComposeTest, SignsANoticeThatNamesItsEnvelopesStablePart) {
  const ComposedNotice composed = MustCompose();
  const Notice notice = NoticeOf(composed);
  EXPECT_EQ(notice.context, Sha256(PrintStablePart(composed.header)));
  EXPECT_EQ(notice.author, mission_.FullName("tur/d01"));
  EXPECT_EQ(notice.serial.ToString(), "TUR-d01-2017-000042");
  EXPECT_EQ(notice.to, composed.header.to);
  EXPECT_EQ(notice.info, composed.header.info);
  EXPECT_EQ(notice.form, R"({"label":"mission","zone":"idlib"})");
}

TEST_F(ComposeTest, SortsAndMergesWhatTheOfficerTyped) {
  draft_.to.push_back({"irn", Role::kDuty});
  const ComposedNotice composed = MustCompose();
  EXPECT_EQ(composed.header.to,
            (std::vector<MailboxId>{{"irn", Role::kDuty}, {"rus", Role::kDuty}}));
}

TEST_F(ComposeTest, TakesTheAcknowledgementTimeFromTheMissionsGoals) {
  EXPECT_EQ(MustCompose().header.ack_within_s, 1800u);
  draft_.precedence = Precedence::kFlash;
  rules_.precedence_goals_s[0] = 300;
  EXPECT_EQ(MustCompose().header.ack_within_s, 300u);
  draft_.ack_within_s = 60;
  EXPECT_EQ(MustCompose().header.ack_within_s, 60u);
}

TEST_F(ComposeTest, NamesTheEscalationMailboxesInsideTheNotice) {
  draft_.ladder = PolicyRef{"L-STD", 1};
  draft_.escalate = {{"rus", 2, 600, {"rus", Role::kHead}}, {"irn", 2, 600, {"irn", Role::kHead}}};
  const ComposedNotice composed = MustCompose();
  EXPECT_EQ(composed.header.escalate[0].office, "irn");
  EXPECT_EQ(NoticeOf(composed).escalate,
            (std::vector<MailboxId>{{"irn", Role::kHead}, {"rus", Role::kHead}}));
}

TEST_F(ComposeTest, TurnsReferencesToOwnNoticesIntoHeaderLines) {
  const auto refer = [this](absl::string_view verb, const Hash& notice) {
    draft_.form =
        Json(Json::Object{{"refs", Json::Array{Json(Json::Object{{"verb", std::string(verb)},
                                                                 {"hash", ToBase64(notice)}})}}});
    return MustCompose().header;
  };
  EXPECT_EQ(refer("cancels", ours_).withdraws, std::vector<Hash>{envelope_});
  EXPECT_EQ(refer("follows_up", ours_).follows, std::vector<Hash>{envelope_});
  EXPECT_TRUE(refer("reply_to", ours_).follows.empty());
  // Somebody else's notice: only the notice says so, the hub learns nothing.
  EXPECT_TRUE(refer("follows_up", Sha256("theirs")).follows.empty());
}

TEST_F(ComposeTest, RefusesWhatAStrictReaderWouldRefuse) {
  const NoticeDraft good = draft_;
  const auto field = [this] {
    const absl::Status status = TryCompose().status();
    return DetailOf(status) ? DetailOf(status)->field : "";
  };
  draft_.to.clear();
  EXPECT_EQ(field(), "to");
  draft_ = good;
  draft_.info = {{"irn", Role::kDuty}};
  EXPECT_EQ(field(), "info");
  draft_ = good;
  draft_.lang = "xx";
  EXPECT_EQ(field(), "lang");
  draft_ = good;
  draft_.kind = "Violation!";
  EXPECT_EQ(field(), "kind");
}

TEST_F(ComposeTest, RefusesANoticeThatIsTooLong) {
  draft_.form = Json(Json::Object{{"text", std::string(kMaxNoticeBytes, 'a')}});
  EXPECT_TRUE(absl::IsInvalidArgument(TryCompose().status())) << TryCompose().status();
}

}  // namespace
}  // namespace liaison
