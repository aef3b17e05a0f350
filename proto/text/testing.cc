#include "proto/text/testing.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/text/act.h"
#include "proto/text/directory_note.h"
#include "proto/text/header.h"
#include "proto/text/hub_note.h"
#include "proto/text/map_note.h"
#include "proto/text/notice.h"
#include "proto/text/office_act.h"
#include "proto/text/policy_note.h"
#include "proto/text/record.h"
#include "proto/text/report_note.h"

namespace liaison {
namespace {

uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

// `text` with #1..#9 as hashes, and the line `type` before it.
std::string Example(absl::string_view kind, absl::string_view lines) {
  std::string text = absl::StrCat(kTestNs, "/", kind, "/v1\n", lines);
  for (uint8_t i = 1; i <= 9; ++i) {
    absl::StrReplaceAll({{absl::StrCat("#", i), HashText(i)}, {"NS/", absl::StrCat(kTestNs, "/")}},
                        &text);
  }
  return text;
}

std::string KeyText(absl::string_view name, uint8_t number, uint8_t type = kTypeEd25519) {
  return PrintVKey(TestKey(name, number, type));
}

template <typename Parse, typename Print>
Grammar Make(absl::string_view name, std::string example, Parse parse, Print print) {
  return {std::string(name), std::move(example),
          [parse, print](absl::string_view text) -> absl::StatusOr<std::string> {
            const auto value = parse(kTestNs, text);
            if (!value.ok()) return value.status();
            return print(*value);
          }};
}

template <typename Parse>
auto WithCrypto(Parse parse) {
  return [parse](absl::string_view ns, absl::string_view text) {
    return parse(ns, text, TestCrypto());
  };
}

constexpr absl::string_view kHeader =
    "hub NS/log\nid 0123456789abcdef0123456789abcdef\nas tur/duty\nto irn/duty\nto rus/duty\n"
    "info un/duty\nprecedence flash\nack-within 600\nladder L-STD 1\n"
    "escalate irn 2 600 irn/head\nescalate irn 3 1200 irn/jwg\nescalate rus 2 600 rus/head\n"
    "tag kind AAECAwQFBgcICQoLDA0ODw==\ntag zone AAECAwQFBgcICQoLDA0ODw==\n"
    "withdraws #1\nfollows #2\nattach #3 4096\nattach #4 70000\n"
    "from NS/tur/d07\nreseal -\nexpires 1796688000\npouch none\n"
    "stream irn/duty 57 #5\n"
    "stream rus/duty 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    "stream un/duty 2 #6\nseen 599 #7\nsealed #8 8192\n";

constexpr absl::string_view kNotice =
    "context #1\nauthor NS/tur/d07\nserial TUR-d07-2026-000042\nas tur/duty\nto irn/duty\n"
    "to rus/duty\ninfo un/duty\nescalate irn/head\nkind violation/1\ntime 1795478400\nlang tr\n"
    "attach #2 4096 #3 4000 foto%201.jpg\n\n"
    "{\"label\":\"mission\",\"refs\":[],\"text\":\"\xC3\xA7\\n\"}\n";

constexpr absl::string_view kReceipt =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nfrom NS/irn/d02\nas irn/duty\n"
    "on-behalf irn/head #1\ntarget #2\nindex 599\nstate refused\nreason outside_authority\n"
    "detail #3\nstream tur/duty 7 #4\nseen 600 #5\n";

constexpr absl::string_view kDelegation =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nfrom NS/irn/d02\nas irn/head\n"
    "to NS/irn/d01\nfor irn/head\nuntil 1796688000\nstream hub 7 #4\nseen 600 #5\n";

constexpr absl::string_view kHandover =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nfrom NS/irn/d01\nas irn/duty\n"
    "desk irn/duty\nto NS/irn/d04\nopen #1\nopen #2\nstream hub 8 #4\nseen 600 #5\n";

constexpr absl::string_view kIncidentAct =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nfrom NS/irn/d01\nas irn/duty\n"
    "on-behalf irn/head #1\nincident #2 irn\nact escalate\nrung 3\nuntil 1796688000\n"
    "ladder L-STD 2\nreason no_answer\nstream tur/duty 8 #4\nseen 600 #5\n";

constexpr absl::string_view kObligationAct =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nfrom NS/irn/d03\nas irn/jwg\n"
    "on-behalf irn/head #1\nobligation OB-JWG 2\nact complete\nreason group_met\n"
    "stream hub 8 #4\nseen 600 #5\n";

constexpr absl::string_view kRoster =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nfrom NS/irn/d02\nas irn/head\n"
    "id R-DUTY\nversion 2\nprev #1\nstream hub 9 #4\nseen 600 #5\n\n"
    "{\"mailbox\":\"irn/duty\",\"overrides\":[],\"shifts\":[],\"zone\":\"Asia/Tehran\"}\n";

constexpr absl::string_view kPolicy =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nid L-STD\nversion 2\nprev #1\n"
    "from NS/tur/d03\nas tur/jwg\nseen 600 #5\n\n{\"repeat\":0}\n";

constexpr absl::string_view kMapProposal =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nmap deescalation\nversion 3\nbase #1\n"
    "content #2 11418\nblob #3 12288\ndelta 1 #4 1024\ndelta 2 #5 2048\n"
    "effective 1796688000\nexpiry 1828224000\nopen-until 1796601600\npolicy #6\nreverts 1\n"
    "counters #7\nrebases #8\nfrom NS/rus/d03\nas rus/jwg\nseen 600 #9\n";

constexpr absl::string_view kMapStep =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nmap deescalation\nstep approve\n"
    "target #1\nversion 3\ncontent #2\ntext #3\nfrom NS/tur/d03\nas tur/jwg\nseen 600 #5\n";

constexpr absl::string_view kMapPolicy =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nmap deescalation\nserial 2\nprev #1\n"
    "approve irn\napprove rus\napprove tur\nthreshold 3\nconcerned cp1 required\n"
    "concerned cp2 consulted\npropose rus\npropose tur\npersons 2\nrevert-threshold 2\n"
    "held-by 86400\nmax-age 604800\naudience sealed\nreaders un\nneighbours eastern-ghouta\n"
    "from NS/rus/d03\nas rus/jwg\nseen 600 #5\n";

constexpr absl::string_view kMapHeld =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nmap deescalation\nversion 3\n"
    "content #1\nstate held\nfrom NS/un/d01\nas un/duty\nseen 600 #5\n";

constexpr absl::string_view kReportHead =
    "hub NS/log\nnonce 000102030405060708090a0b0c0d0e0f\nreport JWG-2017-05\n";
constexpr absl::string_view kReportEnd = "text #7\nfrom NS/rus/d03\nas rus/jwg\nseen 600 #5\n";

// A version of a tz database is a word and no number, so this one has letters that no number has.
constexpr absl::string_view kReportOpen =
    "act open\nseries JWG\nnumber 2017-05\nperiod 1493586000000 1496264400000\n"
    "days 2017-05-01 2017-05-31\nzone Asia/Damascus\ntz 2017tz\nrapporteur rus\n"
    "owes irn\nowes rus\nowes tur\nsigns irn\nsigns rus\nsigns tur\nthreshold 2\npersons 1\n"
    "label guarantors\ndue-contribution 1496750400\ndue-review 1496836800\n"
    "due-sign 1496923200\nladder L-REPORT 1\n";
constexpr absl::string_view kReportContribute = "act contribute\nsheet #1 20480\n";
constexpr absl::string_view kReportDraft =
    "act draft\nmodel #2 40960\ncut 1000\nsheet rus #1\nsheet tur #3\n";
constexpr absl::string_view kReportReserve = "act reserve\nmodel #2\n";

std::string ReportExample(absl::string_view act) {
  return Example("report", absl::StrCat(kReportHead, act, kReportEnd));
}

constexpr absl::string_view kHubHead =
    "nonce 000102030405060708090a0b0c0d0e0f\ncause 599\nby escalation 1.2.0 #1\n";

constexpr absl::string_view kRecipient =
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

std::string CharterExample() {
  return Example("charter",
                 absl::StrCat("serial 2\nprev #1\nlog ", KeyText("log", 1), "\nhub ",
                              KeyText("hub", 2), "\ntls #2\ntls #3\noffice irn ",
                              KeyText("irn/root", 3), "\noffice tur ", KeyText("tur/root", 4),
                              "\nwitness irn ", KeyText("irn/witness", 5, kTypeCosignature),
                              "\nquorum 1\namend 2\n\n{\"operator\":\"neutral\"}\n"));
}

std::string CertificateExample() {
  return Example("cert", absl::StrCat("charter #1\noffice tur\nsubject NS/tur/d07\nholder p17\n"
                                      "role device\nmailbox duty\nmailbox head\nkey ",
                                      KeyText("tur/d07", 6),
                                      "\ntls #2\nnot-before 1795000000\nnot-after 1826536000\n"
                                      "prev -\n"));
}

std::vector<Grammar> MakeNoteGrammars() {
  const std::string prekey = Example(
      "prekey", absl::StrCat("charter #1\nsubject NS/tur/d07\nserial 17\nrecipient ", kRecipient,
                             "\nnot-before 1795000000\nnot-after 1795604800\n"));
  const std::string archive =
      Example("archive", absl::StrCat("charter #1\noffice tur\nserial 1\nrecipient ", kRecipient,
                                      "\nnot-before 1795000000\n"));
  return {
      Make("header", Example("envelope", kHeader), ParseHeader, PrintHeader),
      Make("notice", Example("notice", kNotice), ParseNotice, PrintNotice),
      Make("receipt", Example("receipt", kReceipt), ParseReceipt, PrintReceipt),
      Make("delegation", Example("delegation", kDelegation), ParseOfficeAct, PrintOfficeAct),
      Make("handover", Example("handover", kHandover), ParseOfficeAct, PrintOfficeAct),
      Make("incident-act", Example("incident-act", kIncidentAct), ParseOfficeAct, PrintOfficeAct),
      Make("obligation-act", Example("obligation-act", kObligationAct), ParseOfficeAct,
           PrintOfficeAct),
      Make("roster", Example("roster", kRoster), ParseOfficeAct, PrintOfficeAct),
      Make("ladder", Example("ladder", kPolicy), ParsePolicyNote, PrintPolicyNote),
      Make("map", Example("map", kMapProposal), ParseMapNote, PrintMapNote),
      Make("map-step", Example("map-step", kMapStep), ParseMapNote, PrintMapNote),
      Make("map-policy", Example("map-policy", kMapPolicy), ParseMapNote, PrintMapNote),
      Make("map-held", Example("map-held", kMapHeld), ParseMapNote, PrintMapNote),
      Make("report-open", ReportExample(kReportOpen), ParseReportNote, PrintReportNote),
      Make("report-contribute", ReportExample(kReportContribute), ParseReportNote, PrintReportNote),
      Make("report-draft", ReportExample(kReportDraft), ParseReportNote, PrintReportNote),
      Make("report-reserve", ReportExample(kReportReserve), ParseReportNote, PrintReportNote),
      Make("charter", CharterExample(), WithCrypto(ParseCharter), PrintCharter),
      Make("certificate", CertificateExample(), WithCrypto(ParseCertificate), PrintCertificate),
      Make("prekey", prekey, ParsePrekey, PrintPrekey),
      Make("archive", archive, ParseArchiveRecipient, PrintArchiveRecipient),
      Make("revocation", Example("revoke", "charter #1\ncert #2\nreason lost\nby NS/tur/r01\n"),
           ParseRevocation, PrintRevocation),
      Make("dispute",
           Example("dispute",
                   "charter #1\noffice tur\nenvelope #2\nenvelope #3\nsince 500\n"
                   "reason lost_device\n"),
           ParseDispute, PrintDispute),
  };
}

std::vector<Grammar> MakeHubGrammars() {
  return {
      Make("refusal",
           Example("refusal",
                   "hub NS/log\nobject #1\ncode INVALID_ARGUMENT\nfield ack-within\n"
                   "rule INTEGER\ntime 1795478400123\n"),
           ParseRefusal, PrintRefusal),
      Make("beacon", Example("beacon", "hub NS/log\nsize 600\nroot #1\ntime 1795478400123\n"),
           ParseBeacon, PrintBeacon),
      Make("release",
           Example("release", absl::StrCat(kHubHead,
                                           "envelope #2\noffice irn\nrung 2\nloop 0\n"
                                           "mailbox irn/head\nmailbox irn/jwg\n"
                                           "due 1795478400123\nreason no_answer\nevidence -\n")),
           ParseRelease, PrintRelease),
      Make("alert",
           Example("alert", absl::StrCat(kHubHead,
                                         "code LADDER_STUCK\nprecedence immediate\n"
                                         "mailbox irn/duty\nmailbox tur/duty\n"
                                         "device NS/irn/d01\nref #2\nref #3\n"
                                         "param after i -5\nparam place t north road\n"
                                         "ladder L-REPORT 1\n")),
           ParseAlert, PrintAlert),
      Make("timer",
           Example("timer", absl::StrCat(kHubHead,
                                         "plugin escalation\nkey AAEC\ngeneration 3\n"
                                         "due 1795478400123\npayload #2\n")),
           ParseTimer, PrintTimer),
      Make("control", Example("control", absl::StrCat(kHubHead, "kind TIME_ZONES\ndata #2 1024\n")),
           ParseControl, PrintControl),
      Make("sealed leaf", Example("sealed", "time 1795478400123\nhash #1\n"), ParseLeafEntry,
           [](const LeafEntry& leaf) { return PrintLeafEntry(kTestNs, leaf); }),
  };
}

}  // namespace

Hash StandInCrypto::Sha256(absl::string_view bytes) const {
  uint64_t state = bytes.size();
  for (const char c : bytes) state = Mix(state ^ static_cast<uint8_t>(c)) + 1;
  Hash hash;
  for (size_t i = 0; i < Hash::kSize; ++i) {
    hash.bytes[i] = static_cast<uint8_t>(Mix(state + i));
  }
  return hash;
}

Signature StandInCrypto::Sign(const PublicKey& key, absl::string_view message) const {
  const Hash hash = Sha256(absl::StrCat(key.view(), message));
  Signature signature;
  std::copy(hash.bytes.begin(), hash.bytes.end(), signature.bytes.begin());
  std::copy(key.bytes.begin(), key.bytes.end(), signature.bytes.begin() + Hash::kSize);
  return signature;
}

bool StandInCrypto::CheckSignature(const PublicKey& key, absl::string_view message,
                                   const Signature& signature) const {
  return Sign(key, message) == signature;
}

bool StandInCrypto::IsValidPoint(const PublicKey& key) const { return key != PublicKey(); }

const StandInCrypto& TestCrypto() {
  static const StandInCrypto crypto;
  return crypto;
}

Hash TestHash(uint8_t number) {
  Hash hash;
  hash.bytes.fill(number);
  return hash;
}

std::string HashText(uint8_t number) { return ToBase64(TestHash(number)); }

VKey TestKey(absl::string_view name, uint8_t number, uint8_t type) {
  PublicKey key;
  key.bytes.fill(number);
  return MakeVKey(absl::StrCat(kTestNs, "/", name), key, type, TestCrypto());
}

const std::vector<Grammar>& Grammars() {
  static const std::vector<Grammar> all = [] {
    std::vector<Grammar> grammars = MakeNoteGrammars();
    for (Grammar& grammar : MakeHubGrammars()) grammars.push_back(std::move(grammar));
    return grammars;
  }();
  return all;
}

const Grammar& GrammarOf(absl::string_view name) {
  const auto found = std::find_if(Grammars().begin(), Grammars().end(),
                                  [name](const Grammar& grammar) { return grammar.name == name; });
  LIAISON_CHECK(found != Grammars().end());
  return *found;
}

void ExpectRefusal(const absl::Status& status, absl::string_view field, absl::string_view rule) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const ErrorDetail detail = DetailOf(status).value_or(ErrorDetail());
  EXPECT_EQ(detail.field, field) << status;
  EXPECT_EQ(detail.reason, rule) << status;
  EXPECT_FALSE(status.message().empty());
}

void ExpectRefusals(absl::string_view grammar, const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(absl::StrCat(grammar, ": ", mistake.from, " -> ", mistake.to));
    const std::string& example = GrammarOf(grammar).example;
    ASSERT_TRUE(absl::StrContains(example, mistake.from));
    const std::string wrong = Replaced(example, mistake.from, mistake.to);
    ExpectRefusal(GrammarOf(grammar).again(wrong).status(), mistake.field, mistake.rule);
  }
}

std::string Replaced(absl::string_view text, absl::string_view from, absl::string_view to) {
  const size_t at = text.find(from);
  LIAISON_CHECK(at != absl::string_view::npos);
  return absl::StrCat(text.substr(0, at), to, text.substr(at + from.size()));
}

uint64_t TestRandom::Next() {
  state_ += 0x9E3779B97F4A7C15;
  return Mix(state_);
}

}  // namespace liaison
