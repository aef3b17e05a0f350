#include "proto/rules/ladder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kMission[] =
    R"({"name":"M","operator":"neutral","parties":[{"kind":"guarantor","office":"irn"},)"
    R"({"kind":"concerned","office":"jor"},{"kind":"guarantor","office":"rus"},)"
    R"({"kind":"guarantor","office":"tur"}],"zones":[]})";

Mission TestParties(absl::string_view operated_by = "neutral") {
  return *ParseMission(absl::StrReplaceAll(kMission, {{"neutral", operated_by}}));
}

// A wait of so many seconds; an immediate notice waits a second less, and so on.
std::string Wait(int seconds) {
  return absl::StrCat(R"("wait_s":{"flash":)", seconds, R"(,"immediate":)", seconds + 1,
                      R"(,"priority":)", seconds + 2, R"(,"routine":)", seconds + 3, "}");
}
std::string Rung(absl::string_view targets, int seconds) {
  return absl::StrCat(R"({"targets":[)", targets, "],", Wait(seconds), "}");
}
std::string Rules(const std::vector<std::string>& rungs, absl::string_view unresolved = "") {
  std::string text =
      R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
      R"("renotify_on_handover":false,"repeat":0,"rungs":[)";
  for (size_t i = 0; i < rungs.size(); ++i) absl::StrAppend(&text, i == 0 ? "" : ",", rungs[i]);
  return absl::StrCat(text, "]", unresolved, "}");
}
// ESCALATION's L-STD.
std::string Standard() {
  return Rules({Rung(R"("to")", 600), Rung(R"("addressee/head")", 1200),
                Rung(R"("others/head")", 1800), Rung(R"("guarantors/jwg")", 1800)});
}
constexpr char kUnresolved[] =
    R"(,"unresolved":{"after_s":86400,"targets":["others/head","sender/head"]})";

LadderPolicy Policy(const std::string& rules) {
  absl::StatusOr<LadderPolicy> policy = ParseLadderPolicy(rules);
  EXPECT_TRUE(policy.ok()) << policy.status() << rules;
  return policy.ok() ? *policy : LadderPolicy();
}

MailboxId Box(absl::string_view text) { return *ParseMailbox(text); }

std::string Text(const std::vector<MailboxId>& mailboxes) {
  std::string text;
  for (const MailboxId& mailbox : mailboxes) absl::StrAppend(&text, mailbox.ToString(), " ");
  return text;
}
std::vector<std::string> Text(const std::vector<EscalateLine>& lines) {
  std::vector<std::string> texts;
  for (const EscalateLine& line : lines) {
    texts.push_back(
        absl::StrCat(line.office, " ", line.rung, " ", line.after_s, " ", line.mailbox.ToString()));
  }
  return texts;
}
std::string Text(const PlannedRung& rung) {
  return absl::StrCat(rung.number, " ", rung.after_ms, ": ", Text(rung.sealed), "| ",
                      Text(rung.unsealed));
}
std::vector<std::string> Text(const LadderPlan& plan) {
  std::vector<std::string> texts;
  for (const PlannedRung& rung : plan.rungs) texts.push_back(Text(rung));
  return texts;
}

TEST(LadderTarget, IsToAGroupWithARoleOrAMailbox) {
  for (const char* text : {"to", "addressee/head", "others/head", "guarantors/jwg", "sender/duty",
                           "irn/editor", "jor/head"}) {
    const absl::StatusOr<LadderTarget> target = ParseLadderTarget(text);
    ASSERT_TRUE(target.ok()) << text << target.status();
    EXPECT_EQ(LadderTargetText(*target), text);
  }
  for (const char* text : {"", "others", "others/", "others/boss", "to/head", "irn", "irn/duty/",
                           "others/head/head", "IRN/duty"}) {
    EXPECT_EQ(ReasonOf(ParseLadderTarget(text).status()),
              text == absl::string_view("to/head") ? "" : "TARGET")
        << text;
  }
}

TEST(LadderPolicy, IsReadAsItIsWritten) {
  const LadderPolicy policy = Policy(absl::StrReplaceAll(
      Rules({Rung(R"("to")", 600), Rung(R"("irn/jwg","others/head")", 5)}, kUnresolved),
      {{R"("repeat":0)", R"("repeat":9)"},
       {R"("on_empty":"advance")", R"("on_empty":"wait")"},
       {"false", "true"}}));
  ASSERT_EQ(policy.rungs.size(), 2u);
  EXPECT_THAT(policy.rungs[0].wait_s, ElementsAre(600, 601, 602, 603));
  EXPECT_EQ(LadderTargetText(policy.rungs[1].targets[0]), "irn/jwg");
  EXPECT_EQ(policy.repeat, 9u);
  EXPECT_TRUE(policy.wait_if_empty);
  EXPECT_TRUE(policy.renotify_on_handover);
  ASSERT_TRUE(policy.unresolved.has_value());
  EXPECT_EQ(policy.unresolved->after_s, 86400);
  const LadderPolicy standard = Policy(Standard());
  EXPECT_FALSE(standard.wait_if_empty);
  EXPECT_FALSE(standard.renotify_on_handover);
  EXPECT_FALSE(standard.unresolved.has_value());
}

TEST(LadderPolicy, RefusesWhatThisEditionDoesNotDo) {
  struct Case {
    std::string rules;
    std::string rule;
    std::string subject;
  };
  const auto with = [](absl::string_view from, absl::string_view to) {
    const std::string rules = absl::StrReplaceAll(Standard(), {{from, to}});
    EXPECT_NE(rules, Standard()) << from;
    return rules;
  };
  const std::vector<Case> cases = {
      {with(R"("any")", R"("all")"), "UNSUPPORTED", "ack"},
      {with(R"("strict")", R"("slide")"), "UNSUPPORTED", "catch_up"},
      {with(R"("on_undeliverable":"advance")", R"("on_undeliverable":"wait")"), "UNSUPPORTED",
       "on_undeliverable"},
      {with(R"("ack":"any",)", ""), "MISSING", "ack"},
      {with(R"("on_empty":"advance")", R"("on_empty":"stop")"), "CHOICE", "on_empty"},
      {with(R"("repeat":0)", R"("repeat":10)"), "RANGE", "repeat"},
      {with(R"("flash":600)", R"("flash":0)"), "RANGE", "rungs 1 wait_s flash"},
      {with(R"("flash":600)", R"("flash":2592001)"), "RANGE", "rungs 1 wait_s flash"},
      {with(R"("flash":600,)", ""), "MISSING", "rungs 1 wait_s flash"},
      {with(R"("addressee/head")", R"("to")"), "TARGET", "rungs 2 targets"},
      {with(R"("to")", R"("addressee/duty","to")"), "TARGET", "rungs 1 targets"},
      {with(R"("to")", R"("boss")"), "TARGET", "rungs 1 targets 1"},
      {with(R"("to")", ""), "COUNT", "rungs 1 targets"},
      {Rules({}), "COUNT", "rungs"},
      {Rules(std::vector<std::string>(17, Rung(R"("irn/head")", 1))), "COUNT", "rungs"},
      {Rules({Rung(R"("to")", 2592000), Rung(R"("irn/head")", 1)}), "RANGE",
       "rungs 1 wait_s immediate"},
      {Rules({Rung(R"("to")", 2591000), Rung(R"("irn/head")", 1000), Rung(R"("irn/jwg")", 1)}),
       "RANGE", "rungs"},
      {Rules({Rung(R"("to")", 1)}, R"(,"unresolved":{"after_s":1,"targets":["to"]})"), "TARGET",
       "unresolved targets"},
      {Rules({Rung(R"("to")", 1)}, R"(,"unresolved":{"after_s":0,"targets":["irn/head"]})"),
       "RANGE", "unresolved after_s"},
  };
  for (const Case& one : cases) {
    const absl::Status status = ParseLadderPolicy(one.rules).status();
    EXPECT_EQ(ReasonOf(status), one.rule) << status << one.rules;
    ASSERT_TRUE(DetailOf(status).has_value()) << one.rules;
    EXPECT_EQ(DetailOf(status)->subject, one.subject) << status;
    EXPECT_EQ(DetailOf(status)->field, "rules");
  }
  EXPECT_NE(ParseLadderPolicy(with(R"("any")", R"("all")")).status().message().find("later"),
            std::string::npos);
}

TEST(ResolveTargets, GroupsArePartiesAsTheNoticeSeesThem) {
  const Mission mission = TestParties();
  const Addressing addressing{.as = Box("tur/duty"),
                              .to = {Box("irn/duty"), Box("irn/jwg"), Box("rus/duty")},
                              .office = "irn"};
  const auto resolve = [&](const std::vector<std::string>& texts, const Addressing& whom) {
    std::vector<LadderTarget> targets;
    for (const std::string& text : texts) targets.push_back(*ParseLadderTarget(text));
    return Text(ResolveTargets(targets, whom, mission));
  };
  EXPECT_EQ(resolve({"to"}, addressing), "irn/duty irn/jwg ");
  EXPECT_EQ(resolve({"addressee/head"}, addressing), "irn/head ");
  EXPECT_EQ(resolve({"others/head"}, addressing), "rus/head tur/head ");
  EXPECT_EQ(resolve({"guarantors/jwg"}, addressing), "irn/jwg rus/jwg tur/jwg ");
  EXPECT_EQ(resolve({"sender/head"}, addressing), "tur/head ");
  EXPECT_EQ(resolve({"jor/head"}, addressing), "jor/head ");
  EXPECT_EQ(resolve({"tur/head", "others/head"}, addressing), "rus/head tur/head ");
  EXPECT_EQ(resolve({"us/head"}, addressing), "") << "no party";
  const Addressing alert{.as = Box("tur/duty")};
  EXPECT_EQ(resolve({"to", "addressee/head", "sender/head"}, alert), "");
  EXPECT_EQ(resolve({"others/head"}, alert), "irn/head rus/head tur/head ");
}

TEST(EscalateLines, AreCumulativePerOfficeAndPrecedence) {
  const Mission mission = TestParties();
  const LadderPolicy policy = Policy(Standard());
  const std::vector<MailboxId> to = {Box("irn/duty"), Box("jor/duty")};
  EXPECT_THAT(Text(EscalateLines(policy, Box("tur/duty"), to, Precedence::kFlash, mission)),
              ElementsAre("irn 2 600 irn/head", "irn 3 1800 rus/head", "irn 3 1800 tur/head",
                          "irn 4 3600 irn/jwg", "irn 4 3600 rus/jwg", "irn 4 3600 tur/jwg",
                          "jor 2 600 jor/head", "jor 3 1800 irn/head", "jor 3 1800 rus/head",
                          "jor 3 1800 tur/head", "jor 4 3600 irn/jwg", "jor 4 3600 rus/jwg",
                          "jor 4 3600 tur/jwg"));
  EXPECT_THAT(Text(EscalateLines(policy, Box("tur/duty"), {Box("irn/duty")}, Precedence::kRoutine,
                                 TestParties("rus"))),
              ElementsAre("irn 2 603 irn/head", "irn 3 1806 tur/head", "irn 4 3609 irn/jwg",
                          "irn 4 3609 tur/jwg"))
      << "rungs of the operator are not sealed to";
}

TEST(EscalateLines, TheUnresolvedStepIsTheRungAfterTheLast) {
  const LadderPolicy policy =
      Policy(Rules({Rung(R"("to")", 600), Rung(R"("addressee/head")", 60)}, kUnresolved));
  EXPECT_THAT(Text(EscalateLines(policy, Box("tur/duty"), {Box("irn/duty")}, Precedence::kFlash,
                                 TestParties())),
              ElementsAre("irn 2 600 irn/head", "irn 3 86400 rus/head", "irn 3 86400 tur/head"));
}

Addressing TurToIrn() {
  return {.as = Box("tur/duty"),
          .to = {Box("irn/duty")},
          .office = "irn",
          .precedence = Precedence::kFlash};
}

TEST(PlanFor, JoinsHeaderAndPolicy) {
  const Mission mission = TestParties();
  const LadderPolicy policy = Policy(Standard());
  const std::vector<EscalateLine> lines =
      EscalateLines(policy, Box("tur/duty"), {Box("irn/duty")}, Precedence::kFlash, mission);
  const LadderPlan plan = PlanFor(&policy, TurToIrn(), lines, mission);
  EXPECT_THAT(Text(plan), ElementsAre("1 0: irn/duty | ", "2 600000: irn/head | ",
                                      "3 1800000: rus/head tur/head | ",
                                      "4 3600000: irn/jwg rus/jwg tur/jwg | "));
  EXPECT_EQ(plan.last_wait_ms, 1800000);
  EXPECT_FALSE(plan.unresolved.has_value());
}

TEST(PlanFor, WhatTheHeaderNamesIsLawAndThePolicyAddsTheRest) {
  const LadderPolicy policy =
      Policy(Rules({Rung(R"("to")", 600), Rung(R"("addressee/head")", 60), Rung(R"("us/head")", 60),
                    Rung(R"("guarantors/jwg")", 60)},
                   kUnresolved));
  // Another time and mailbox in rung 2, rung 4 without the operator, one of another office, and a
  // rung that the policy does not have.
  const std::vector<EscalateLine> lines = {
      {"irn", 2, 900, Box("irn/editor")}, {"irn", 4, 100, Box("irn/jwg")},
      {"irn", 4, 100, Box("tur/jwg")},    {"irn", 7, 2000, Box("jor/head")},
      {"rus", 2, 1, Box("rus/head")},
  };
  const LadderPlan plan = PlanFor(&policy, TurToIrn(), lines, TestParties("rus"));
  EXPECT_THAT(Text(plan),
              ElementsAre("1 0: irn/duty | ", "2 900000: irn/editor | irn/head ", "3 900000: | ",
                          "4 900000: irn/jwg tur/jwg | rus/jwg ", "7 2000000: jor/head | "));
  ASSERT_TRUE(plan.unresolved.has_value());
  EXPECT_EQ(Text(*plan.unresolved), "5 86400000: | rus/head tur/head ");
  const LadderPlan sealed =
      PlanFor(&policy, TurToIrn(), {{"irn", 5, 50000, Box("tur/head")}}, TestParties("rus"));
  EXPECT_EQ(Text(*sealed.unresolved), "5 50000000: tur/head | rus/head ");
  EXPECT_EQ(sealed.rungs.size(), 4u);
}

TEST(PlanFor, WithoutAPolicyTheHeaderAloneIsClimbed) {
  const std::vector<EscalateLine> lines = {{"irn", 2, 600, Box("irn/head")},
                                           {"irn", 4, 1800, Box("rus/head")}};
  const LadderPlan plan = PlanFor(nullptr, TurToIrn(), lines, TestParties());
  EXPECT_THAT(Text(plan),
              ElementsAre("1 0: irn/duty | ", "2 600000: irn/head | ", "4 1800000: rus/head | "));
  EXPECT_EQ(plan.last_wait_ms, 1200000);
  EXPECT_EQ(PlanFor(nullptr, TurToIrn(), {}, TestParties()).last_wait_ms, 1800000);
  EXPECT_THAT(Text(PlanFor(nullptr, TurToIrn(), {}, TestParties())),
              ElementsAre("1 0: irn/duty | "));
}

TEST(PlanFor, AnAlertToOneOfficeAloneMeansThatOffice) {
  const LadderPolicy policy = Policy(Standard());
  Addressing alert{.to = {Box("irn/editor"), Box("irn/jwg")}, .precedence = Precedence::kFlash};
  EXPECT_THAT(
      Text(PlanFor(&policy, alert, {}, TestParties())),
      ElementsAre("1 0: | irn/editor irn/jwg ", "2 600000: | irn/head ",
                  "3 1800000: | rus/head tur/head ", "4 3600000: | irn/jwg rus/jwg tur/jwg "));
  alert.to.push_back(Box("tur/jwg"));
  EXPECT_THAT(Text(PlanFor(&policy, alert, {}, TestParties())),
              ElementsAre("1 0: | irn/editor irn/jwg tur/jwg ", "2 600000: | ",
                          "3 1800000: | irn/head rus/head tur/head ",
                          "4 3600000: | irn/jwg rus/jwg tur/jwg "));
}

TEST(PlanFor, AnAlertsIncidentHasNobodyButItsPolicysTargets) {
  const LadderPolicy policy =
      Policy(Rules({Rung(R"("guarantors/duty")", 10), Rung(R"("others/head")", 10),
                    Rung(R"("addressee/head")", 10)}));
  const Addressing alert{.precedence = Precedence::kPriority};
  const LadderPlan plan = PlanFor(&policy, alert, {}, TestParties());
  EXPECT_THAT(Text(plan), ElementsAre("1 0: | irn/duty rus/duty tur/duty ",
                                      "2 12000: | irn/head rus/head tur/head ", "3 24000: | "));
  EXPECT_EQ(plan.last_wait_ms, 12000);
  const LadderPlan notice = PlanFor(&policy, TurToIrn(), {}, TestParties());
  EXPECT_EQ(Text(notice.rungs[0]), "1 0: irn/duty | ");
  EXPECT_THAT(PlanFor(nullptr, alert, {}, TestParties()).rungs[0].unsealed, IsEmpty());
}

}  // namespace
}  // namespace liaison
