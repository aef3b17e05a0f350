// The map scenarios, M01 to M18 and M20, on the machine alone. Times are those of the scenario,
// from T0 on.
#include "proto/rules/map_machine.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/rules/map_scenario_testing.h"

namespace liaison {
namespace {

MapPolicy Threshold2() {
  MapPolicy policy = Pol();
  policy.threshold = 2;
  return policy;
}
MapPolicy WithConcerned(bool required) {
  MapPolicy policy = Pol();
  policy.concerned = {{.party = "cp1", .required = required}};
  return policy;
}

Change Effective(absl::string_view at) {
  return [at](MapProposal& proposal) { proposal.effective_s = S(at); };
}
Change Expiry(absl::string_view at) {
  return [at](MapProposal& proposal) { proposal.expiry_s = S(at); };
}

// v2 of name "V2" becomes approved at `at`.
void MakeV2(Scenario& z, absl::string_view at, const Change& change = {}) {
  z.Propose("V2", "rus/d01", at, change);
  z.AllApprove("V2", at);
}

TEST(MapMachine, M01PlainApproval) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.A("rus", "P1", "1m");
  z.A("tur", "P1", "2m");
  EXPECT_EQ(z.Waiting("P1"), std::vector<std::string>{"irn"});
  EXPECT_EQ(z.Said(), "");
  z.A("irn", "P1", "3m");
  EXPECT_EQ(z.Said(), "3m ST(P1,approved); 3m ST(v2,in_force); 3m ST(v1,superseded)");
  z.Quiet("720h");
  EXPECT_EQ(z.Said(), "");
}

TEST(MapMachine, M01bProposingIsNotApproving) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.A("tur", "P1", "2m");
  z.A("irn", "P1", "3m");
  EXPECT_EQ(z.Said(), "");
  EXPECT_EQ(z.Waiting("P1"), std::vector<std::string>{"rus"});
}

TEST(MapMachine, M02Start) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0", Effective("1h"));
  z.AllApprove("P1", "3m");
  EXPECT_EQ(z.Said(), "3m ST(P1,approved)");
  z.Quiet("59m59.999s");
  EXPECT_EQ(z.state().InForce()->note.version, 1u);
  z.Quiet("1h");
  EXPECT_EQ(z.Said(), "1h ST(v2,in_force); 1h ST(v1,superseded)");
}

TEST(MapMachine, M02bNeverRetroactive) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0", Effective("1h"));
  z.AllApprove("P1", "2h");
  EXPECT_EQ(z.Said(), "2h ST(P1,approved); 2h ST(v2,in_force); 2h ST(v1,superseded)");
}

TEST(MapMachine, M03TwoThresholdsAtOneInstant) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.Propose("P2", "tur/d01", "0");
  for (const char* target : {"P1", "P2"}) {
    z.A("rus", target, "1m");
    z.A("tur", target, "1m");
  }
  z.A("irn", "P2", "2m");
  z.A("irn", "P1", "2m");
  EXPECT_EQ(z.Said(),
            "2m ST(P2,approved); 2m ST(v2,in_force); 2m ST(v1,superseded); "
            "2m ST(P1,stale,STALE_BASE); 2m err STALE_BASE irn/jwg");
}

TEST(MapMachine, M07Refusal) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.R("irn", "P1", "5m");
  z.A("tur", "P1", "6m");
  EXPECT_EQ(z.Said(), "5m ST(P1,refused); 6m err CLOSED tur/jwg");
}

TEST(MapMachine, M07bcRefusalUnderThreshold2) {
  Scenario z(Threshold2());
  z.Propose("P1", "rus/d01", "0");
  z.Propose("P2", "rus/d01", "0");
  z.R("irn", "P1", "1m");
  z.R("irn", "P2", "1m");
  EXPECT_EQ(z.Said(), "");
  z.R("tur", "P2", "2m");
  EXPECT_EQ(z.Said(), "2m ST(P2,refused)");
  z.A("rus", "P1", "3m");
  z.A("tur", "P1", "4m");
  EXPECT_EQ(z.Said(), "4m ST(P1,approved); 4m ST(v2,in_force); 4m ST(v1,superseded)");
}

TEST(MapMachine, M08ChangeOfMind) {
  Scenario z(Threshold2());
  z.Propose("P1", "rus/d01", "0");
  z.A("tur", "P1", "1m");
  z.X("tur", "P1", "2m");
  z.A("rus", "P1", "3m");
  z.R("tur", "P1", "4m");
  EXPECT_EQ(z.Said(), "");
  z.A("tur", "P1", "5m");
  EXPECT_EQ(z.Said(), "5m ST(P1,approved); 5m ST(v2,in_force); 5m ST(v1,superseded)");
}

TEST(MapMachine, M09OnePartyManyOfficers) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.A("rus/d01", "P1", "1m");
  z.A("rus/d02", "P1", "2m");
  z.A("tur/d01", "P1", "3m");
  EXPECT_EQ(z.Said(), "");
  EXPECT_EQ(z.Waiting("P1"), std::vector<std::string>{"irn"});
  z.R("rus/d02", "P1", "4m");
  EXPECT_EQ(z.Said(), "4m ST(P1,refused)");
}

TEST(MapMachine, M10WhoMay) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.A("un", "P1", "1m");
  z.Propose("P2", "un/d01", "1m");
  z.A("cp1", "P1", "1m");
  z.R("cp1", "P1", "1m");
  EXPECT_EQ(z.Said(),
            "1m err NOT_ALLOWED un/jwg; 1m err NOT_ALLOWED un/jwg; 1m err NOT_ALLOWED cp1/jwg; "
            "1m err NOT_ALLOWED cp1/jwg");
  z.A("rus/d09", "P1", "2m");
  EXPECT_EQ(z.Said(), "2m err NOT_ALLOWED rus/jwg") << "a device without jwg";
  z.Say(MapVerb::kComment, "cp1", "P1", "2m");
  EXPECT_EQ(z.Said(), "2m err NOT_ALLOWED cp1/jwg") << "no reader here";
  z.Say(MapVerb::kComment, "un", "P1", "3m");
  z.Say(MapVerb::kDispute, "un", "P1", "3m");
  z.A("rus", "P1", "3m");
  EXPECT_EQ(z.Said(), "3m err NOT_ALLOWED un/jwg");
  EXPECT_EQ(z.Waiting("P1"), (std::vector<std::string>{"irn", "tur"}));
}

TEST(MapMachine, M11RequiredConcernedParty) {
  Scenario z(WithConcerned(true));
  z.Propose("P1", "rus/d01", "0");
  z.AllApprove("P1", "3m");
  EXPECT_EQ(z.Said(), "");
  EXPECT_EQ(z.Waiting("P1"), std::vector<std::string>{"cp1"});
  z.A("cp1", "P1", "9m");
  EXPECT_EQ(z.Said(), "9m ST(P1,approved); 9m ST(v2,in_force); 9m ST(v1,superseded)");
  z.Propose("P2", "rus/d01", "10m");
  z.R("cp1", "P2", "11m");
  EXPECT_EQ(z.Said(), "11m ST(P2,refused)");
}

TEST(MapMachine, M11cConsultedConcernedParty) {
  Scenario z(WithConcerned(false));
  z.Propose("P1", "rus/d01", "0");
  z.R("cp1", "P1", "1m");
  EXPECT_EQ(z.Waiting("P1"), (std::vector<std::string>{"irn", "rus", "tur"}));
  z.AllApprove("P1", "3m");
  z.A("cp1", "P1", "9m");
  z.Propose("P2", "cp1/d01", "10m");
  EXPECT_EQ(z.Said(),
            "3m ST(P1,approved); 3m ST(v2,in_force); 3m ST(v1,superseded); "
            "9m err CLOSED cp1/jwg; 10m err NOT_ALLOWED cp1/jwg");
}

TEST(MapMachine, M12KeyLost) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.A("tur/d01", "P1", "1m");
  z.Revoke("tur/d01", RevokeReason::kLost, "2m");
  z.A("rus", "P1", "3m");
  z.A("irn", "P1", "4m");
  EXPECT_EQ(z.Said(), "2m VOID(tur,P1)");
  z.A("tur/d01", "P1", "4m30s");
  EXPECT_EQ(z.Said(), "4m30s err REVOKED_KEY tur/jwg");
  z.A("tur/d02", "P1", "5m");
  EXPECT_EQ(z.Said(), "5m ST(P1,approved); 5m ST(v2,in_force); 5m ST(v1,superseded)");
}

TEST(MapMachine, M12bKeyLeft) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.A("tur/d01", "P1", "1m");
  z.Revoke("tur/d01", RevokeReason::kLeft, "2m");
  z.A("rus", "P1", "3m");
  z.A("irn", "P1", "4m");
  EXPECT_EQ(z.Said(), "4m ST(P1,approved); 4m ST(v2,in_force); 4m ST(v1,superseded)");
  z.Revoke("irn/d01", RevokeReason::kLost, "5m");
  EXPECT_EQ(z.Said(), "") << "after approval nothing voids";
}

TEST(MapMachine, M12eTheProposersKeyDoesNotMatter) {
  Scenario z;
  z.Propose("P1", "rus/d01", "2m");
  z.Revoke("rus/d01", RevokeReason::kCompromise, "3m");
  z.A("rus/d02", "P1", "4m");
  z.A("tur", "P1", "4m");
  z.A("irn", "P1", "4m");
  EXPECT_EQ(z.Said(), "4m ST(P1,approved); 4m ST(v2,in_force); 4m ST(v1,superseded)");
}

TEST(MapMachine, ALostKeysRefusalStands) {
  Scenario z(Threshold2());
  z.Propose("P1", "rus/d01", "0");
  z.R("tur/d01", "P1", "1m");
  z.Revoke("tur/d01", RevokeReason::kLost, "2m");
  z.R("irn", "P1", "3m");
  EXPECT_EQ(z.Said(), "3m ST(P1,refused)");
}

TEST(MapMachine, M13WrongPlaceInTheChain) {
  Scenario z;
  z.Propose("P0", "rus/d01", "0", [](MapProposal& p) { p.version = 3; });
  EXPECT_EQ(z.Said(), "0 err VERSION_GAP rus/jwg");
  MakeV2(z, "1m", Effective("2h"));
  EXPECT_EQ(z.Said(), "1m ST(V2,approved)");
  const Hash base = z.state().versions[1].note.content.sha256;
  z.Propose("P1", "rus/d01", "2m", [&](MapProposal& p) { p.base = base; });
  z.Propose("P1", "rus/d01", "2m", [&](MapProposal& p) {
    p.base = base;
    p.version = 2;
  });
  EXPECT_EQ(z.Said(), "2m err STALE_BASE rus/jwg; 2m err STALE_BASE rus/jwg");
  z.Propose("P2", "rus/d01", "3m", Effective("1h"));
  z.Propose("P2", "rus/d01", "3m");
  EXPECT_EQ(z.Said(), "3m err EFFECTIVE_ORDER rus/jwg; 3m err EFFECTIVE_ORDER rus/jwg");
  z.Propose("P3", "rus/d01", "4m", Effective("2h"));
  z.Propose("P4", "rus/d01", "4m", [](MapProposal& p) { p.reverts = 1; });
  EXPECT_EQ(z.Said(), "");
  EXPECT_EQ(z.state().open.size(), 2u);
}

TEST(MapMachine, M14CorrectedBeforeItStarts) {
  Scenario z;
  MakeV2(z, "1m", Effective("2h"));
  z.Propose("P3", "rus/d01", "30m", Effective("2h"));
  z.AllApprove("P3", "1h");
  EXPECT_EQ(z.Said(), "1m ST(V2,approved); 1h ST(P3,approved)");
  z.Quiet("2h");
  EXPECT_EQ(z.Said(), "2h ST(v3,in_force); 2h ST(v2,superseded); 2h ST(v1,superseded)");
}

TEST(MapMachine, M15Expiry) {
  Scenario z(Pol(), Expiry("192h"));
  z.Quiet("192h");
  EXPECT_EQ(z.Said(), "24h WARN(v1,-168h); 168h WARN(v1,-24h); 192h ST(v1,expired)");
  EXPECT_EQ(z.state().InForce(), nullptr);
  z.Propose("P1", "rus/d01", "216h");
  z.AllApprove("P1", "216h");
  EXPECT_EQ(z.Said(), "216h ST(P1,approved); 216h ST(v2,in_force)");
}

TEST(MapMachine, M15bAnExpiredVersionRevivesNothing) {
  Scenario z;
  MakeV2(z, "1m", Expiry("192h"));
  EXPECT_EQ(z.Said(), "1m ST(V2,approved); 1m ST(v2,in_force); 1m ST(v1,superseded)");
  z.Quiet("1000h");
  EXPECT_EQ(z.Said(), "24h WARN(v2,-168h); 168h WARN(v2,-24h); 192h ST(v2,expired)");
  EXPECT_EQ(z.state().InForce(), nullptr);
}

TEST(MapMachine, NoWarningForThePast) {
  Scenario z;
  MakeV2(z, "1m", Expiry("167h"));
  z.Quiet("1000h");
  EXPECT_EQ(z.Said(),
            "1m ST(V2,approved); 1m ST(v2,in_force); 1m ST(v1,superseded); "
            "143h WARN(v2,-24h); 167h ST(v2,expired)");
}

TEST(MapMachine, OfEqualInstantsTheStartComesBeforeTheExpiry) {
  Scenario z(Pol(), Expiry("2h"));
  MakeV2(z, "1m", Effective("2h"));
  z.Quiet("2h");
  EXPECT_EQ(z.Said(), "1m ST(V2,approved); 2h ST(v2,in_force); 2h ST(v1,superseded)");
}

TEST(MapMachine, WhatIsApprovedAtItsOwnExpiryNeverStarts) {
  Scenario z;
  MakeV2(z, "1h", Expiry("1h"));
  EXPECT_EQ(z.Said(), "1h ST(V2,approved); 1h ST(v2,expired)");
  EXPECT_EQ(z.state().InForce()->note.version, 1u);
  z.Propose("P3", "rus/d01", "2h");
  z.AllApprove("P3", "2h");
  EXPECT_EQ(z.Said(), "2h ST(P3,approved); 2h ST(v3,in_force); 2h ST(v1,superseded)");
  EXPECT_EQ(z.state().versions.size(), 1u);
}

TEST(MapMachine, M16Lapse) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.A("rus", "P1", "1m");
  z.A("tur", "P1", "1m");
  z.A("irn", "P1", "336h0.001s");
  EXPECT_EQ(z.Said(), "336h ST(P1,lapsed); 336h0.001s err CLOSED irn/jwg");
}

TEST(MapMachine, M16bTheLastMomentCounts) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.A("rus", "P1", "1m");
  z.A("tur", "P1", "1m");
  z.A("irn", "P1", "336h");
  EXPECT_EQ(z.Said(), "336h ST(P1,approved); 336h ST(v2,in_force); 336h ST(v1,superseded)");
}

TEST(MapMachine, AProposalLapsesAtItsOwnExpiryToo) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0", Expiry("1h"));
  z.Propose("P2", "rus/d01", "2h", Expiry("1h"));
  EXPECT_EQ(z.Said(), "1h ST(P1,lapsed); 2h err CLOSED rus/jwg");
}

TEST(MapMachine, M17Withdraw) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.Propose("P2", "tur/d01", "1m", [](MapProposal& p) { p.counters = Scenario::NameHash("P1"); });
  z.Say(MapVerb::kWithdraw, "tur", "P1", "2m");
  EXPECT_EQ(z.Said(), "2m err NOT_ALLOWED tur/jwg");
  z.Say(MapVerb::kWithdraw, "rus/d02", "P1", "3m");
  EXPECT_EQ(z.Said(), "3m ST(P1,withdrawn)");
  for (const MapVerb verb :
       {MapVerb::kApprove, MapVerb::kRefuse, MapVerb::kRetract, MapVerb::kWithdraw,
        MapVerb::kComment, MapVerb::kDispute, MapVerb::kSettle}) {
    z.Say(verb, "rus", "P1", "4m");
    EXPECT_EQ(z.Said(), "4m err CLOSED rus/jwg") << MapVerbName(verb);
  }
  z.AllApprove("P2", "5m");
  EXPECT_EQ(z.Said(), "5m ST(P2,approved); 5m ST(v2,in_force); 5m ST(v1,superseded)");
}

TEST(MapMachine, M18Emergency) {
  MapPolicy policy = Pol();
  policy.revert_threshold = 2;
  Scenario z(policy);
  MakeV2(z, "1m");
  z.Propose("P3", "rus/d01", "2m");
  z.AllApprove("P3", "2m");
  z.Said();
  z.Propose("P4", "rus/d01", "3m", [](MapProposal& p) { p.reverts = 1; });
  z.A("rus", "P4", "4m");
  EXPECT_EQ(z.Waiting("P4"), (std::vector<std::string>{"irn", "tur"}));
  z.A("tur", "P4", "5m");
  EXPECT_EQ(z.Said(), "5m ST(P4,approved); 5m ST(v4,in_force); 5m ST(v3,superseded)");
  z.Propose("P5", "rus/d01", "6m", [](MapProposal& p) { p.reverts = 9; });
  EXPECT_EQ(z.Said(), "6m err UNKNOWN_TARGET rus/jwg");
}

TEST(MapMachine, ARevertOvertakesWhatWaitsForItsStart) {
  Scenario z;
  MakeV2(z, "1m", Effective("2h"));
  z.Propose("P3", "rus/d01", "2m", [](MapProposal& p) { p.reverts = 1; });
  z.AllApprove("P3", "3m");
  z.Quiet("3h");
  EXPECT_EQ(z.Said(),
            "1m ST(V2,approved); 3m ST(P3,approved); 3m ST(v3,in_force); 3m ST(v2,superseded); "
            "3m ST(v1,superseded)");
}

TEST(MapMachine, M20Held) {
  Scenario z;
  z.NobodyHoldsAtOnce();
  MakeV2(z, "0");
  z.Said();
  for (const char* device : {"rus/d01", "rus/d02", "rus/d09", "tur/d02"}) z.Held(device, 2, "1m");
  z.Held("irn/d01", 2, "5m", MapHeldState::kCannotOpen);
  z.Certify("irn/d02", "10h");
  z.Held("tur/d01", 2, "23h59m59.999s");
  z.Held("irn/d01", 2, "24h");
  z.Held("un/d01", 2, "30h");
  EXPECT_EQ(z.Said(), "24h OVERDUE(un/d01,v2)");
  z.Quiet("34h");
  EXPECT_EQ(z.Said(), "34h OVERDUE(irn/d02,v2)");
  z.Held("irn/d02", 2, "40h", MapHeldState::kCannotOpen);
  z.Quiet("1000h");
  EXPECT_EQ(z.Said(), "") << "once";
}

TEST(MapMachine, M20cANewerVersionCancelsIt) {
  Scenario z;
  z.NobodyHoldsAtOnce();
  MakeV2(z, "0");
  z.Propose("P3", "rus/d01", "20h");
  z.AllApprove("P3", "20h");
  z.Said();
  z.Held("un/d01", 2, "21h");
  for (const char* device : {"rus/d01", "rus/d02", "rus/d09", "tur/d01", "tur/d02"}) {
    z.Held(device, 3, "21h");
  }
  z.Quiet("1000h");
  EXPECT_EQ(z.Said(), "44h OVERDUE(irn/d01,v3); 44h OVERDUE(un/d01,v3)");
}

TEST(MapMachine, M20dCannotOpenIsShownAndNotEnough) {
  Scenario z;
  z.NobodyHoldsAtOnce();
  MakeV2(z, "0");
  z.Said();
  z.Held("irn/d01", 2, "5m", MapHeldState::kCannotOpen);
  EXPECT_EQ(z.state().held.at("irn/d01").state, MapHeldState::kCannotOpen);
  z.Revoke("un/d01", RevokeReason::kLeft, "24h");
  for (const char* device : {"rus/d01", "rus/d02", "rus/d09", "tur/d01", "tur/d02"}) {
    z.Held(device, 2, "1h");
  }
  z.Quiet("1000h");
  EXPECT_EQ(z.Said(), "24h OVERDUE(irn/d01,v2)") << "an ended device owes nothing";
}

TEST(MapMachine, WhatCannotBeOpenedDoesNotUndoWhatIsHeld) {
  Scenario z;
  z.Propose("P2", "rus/d01", "0", Effective("100h"));
  z.AllApprove("P2", "0");
  z.Held("un/d01", 2, "1h", MapHeldState::kCannotOpen);
  EXPECT_EQ(z.state().held.at("un/d01").holds, 1u);
  z.Quiet("99h");
  EXPECT_EQ(z.Said(), "0 ST(P2,approved)");
}

TEST(MapMachine, NobodyHoldsWhatWasNotApproved) {
  Scenario z;
  z.Held("un/d01", 2, "1h");
  z.Held("cp1/d01", 1, "1h");
  EXPECT_EQ(z.state().held.at("un/d01").version, 1u);
  EXPECT_EQ(z.Said(), "");
}

TEST(MapMachine, TwoPersons) {
  MapPolicy policy = Pol();
  policy.persons = 2;
  policy.approve = {"rus", "tur"};
  policy.threshold = 2;
  Scenario z(policy);
  z.Propose("P1", "rus/d01", "0");
  z.A("rus", "P1", "1m");
  z.StepBy({"rus/d01", "rus/d01"}, MapVerb::kApprove, "P1", "1m");
  z.StepBy({"rus/d01", "tur/d01"}, MapVerb::kApprove, "P1", "1m");
  EXPECT_EQ(z.Said(),
            "1m err NOT_ALLOWED rus/jwg; 1m err NOT_ALLOWED rus/jwg; 1m err NOT_ALLOWED rus/jwg");
  z.StepBy({"rus/d01", "rus/d02"}, MapVerb::kApprove, "P1", "2m");
  z.Revoke("rus/d02", RevokeReason::kLost, "3m");
  EXPECT_EQ(z.Said(), "3m VOID(rus,P1)") << "either key counts";
}

TEST(MapMachine, ApprovingOtherContentIsNoApproval) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0");
  z.StepBy({"rus/d01"}, MapVerb::kApprove, "P1", "1m", "P2");
  z.A("rus", "P9", "1m");
  EXPECT_EQ(z.Said(), "1m err CONTENT_MISMATCH rus/jwg; 1m err UNKNOWN_TARGET rus/jwg");
  EXPECT_TRUE(z.state().open.front().stands.empty());
}

TEST(MapMachine, ADisputeStandsUntilItsPartySettlesIt) {
  Scenario z;
  for (const char* party : {"tur", "irn", "irn"}) z.Say(MapVerb::kDispute, party, "V1", "1m");
  EXPECT_EQ(z.state().InForce()->disputed_by, (std::vector<std::string>{"irn", "tur"}));
  z.Say(MapVerb::kSettle, "rus", "V1", "2m");
  z.Say(MapVerb::kSettle, "irn", "V1", "2m");
  EXPECT_EQ(z.state().InForce()->disputed_by, std::vector<std::string>{"tur"});
  EXPECT_EQ(z.Said(), "");
}

TEST(MapMachine, AProposalNamesThePolicyAndWhatIsKnown) {
  Scenario z;
  z.Propose("P1", "rus/d01", "0", [](MapProposal& p) { p.policy = Sha256("another"); });
  z.Propose("P1", "rus/d01", "0", [](MapProposal& p) { p.counters = Sha256("nothing"); });
  z.Propose("P1", "rus/d01", "0", [](MapProposal& p) { p.rebases = Sha256("nothing"); });
  EXPECT_EQ(z.Said(),
            "0 err POLICY_CHANGED rus/jwg; 0 err UNKNOWN_TARGET rus/jwg; "
            "0 err UNKNOWN_TARGET rus/jwg");
}

TEST(MapMachine, AnOfficeHasEightProposalsOpen) {
  Scenario z;
  for (size_t i = 0; i <= kMapOpenPerOffice; ++i) {
    z.Propose(absl::StrCat("P", i), "rus/d01", "0");
  }
  EXPECT_EQ(z.Said(), "0 err TOO_BIG rus/jwg");
  z.Propose("Q", "tur/d01", "0");
  EXPECT_EQ(z.Said(), "");
}

TEST(MapMachine, WithoutAPolicyThereIsNoMap) {
  MapRun run;
  run.Take({{LeafIndex(0), kT0_ms},
            MapNoteLeaf{MapProposal{.head = HeadBy("rus/d01")}, Sha256("p"), {"rus/d01"}}});
  run.Take({{LeafIndex(1), kT0_ms},
            MapNoteLeaf{MapStep{.head = HeadBy("rus/d01")}, Sha256("s"), {"rus/d01"}}});
  ASSERT_EQ(run.said().size(), 2u);
  EXPECT_EQ(run.said()[0].reason, "UNKNOWN_TARGET");
  EXPECT_EQ(run.said()[1].reason, "UNKNOWN_TARGET");
}

}  // namespace
}  // namespace liaison
