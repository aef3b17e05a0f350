#include "clients/core/report_pack/pack_testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/report_pack/pack_log.h"
#include "clients/core/report_pack/report_pack.h"
#include "proto/text/notice.h"
#include "proto/text/record.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/hash.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr char kReport[] = "JWG-2017-05";
constexpr char kLadder[] =
    R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
    R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["addressee/jwg"],"wait_s":)"
    R"({"flash":60,"immediate":60,"priority":60,"routine":60}}]})";
constexpr int64_t kMay_ms = 1493596800000;   // 2017-05-01
constexpr int64_t kJune_ms = 1496275200000;  // 2017-06-01

std::vector<std::string> Guarantors() { return {"irn", "rus", "tur"}; }

}  // namespace

PackStage::PackStage()
    : period{.start_ms = kMay_ms,
             .end_ms = kJune_ms,
             .first_day = "2017-05-01",
             .last_day = "2017-05-31",
             .zone = "UTC",
             .tz = "2024b"},
      number("2017-05"),
      mission_(random_),
      hub_(mission_) {
  mirror_ = Mirror::Open("mirror", mission_.ns(), mission_.charter_hash(), SodiumCrypto(), files_)
                .value();
}

void PackStage::Play() {
  OpenAndContribute();
  DraftAndFreeze();
  AnswerAll();
}

void PackStage::AnswerAll() {
  Answer("rus", ReportVerb::kSign);
  Answer("tur", ReportVerb::kSign);
  Answer("irn", ReportVerb::kReserve, "The figures of Hama are not ours.");
}

void PackStage::OpenAndContribute() {
  for (const std::string& office : Guarantors()) {
    sheets_[office] = {.report = kReport, .office = office};
  }
  AddRows("rus", "idlib", "damascus", 4);
  AddRows("rus", "idlib", "daraa", 1);
  AddRows("rus", "idlib", "latakia", 4);
  AddRows("rus", "homs-north", "hama", 4);
  AddRows("tur", "homs-north", "hama", 8);
  AddRows("tur", "idlib", "damascus", 6);
  AddRows("tur", "idlib", "aleppo", 5);
  if (falsify_sheets) falsify_sheets(sheets_);
  Open();
  for (const auto& [office, sheet] : sheets_) {
    const std::string bytes = PrintSheet(sheet);
    Say(office, std::nullopt, ReportContribute{.sheet = Sha256(bytes), .size = bytes.size()});
  }
}

LeafIndex PackStage::Open() {
  return Say("rus", std::nullopt,
             ReportOpen{.series = "JWG",
                        .number = number,
                        .period = period,
                        .rapporteur = "rus",
                        .owes = Guarantors(),
                        .signs = Guarantors(),
                        .threshold = 2,
                        .label = "guarantors",
                        .dues = {.sign_s = sign_due_s},
                        .ladder = ladder});
}

LeafIndex PackStage::Withdraw(absl::string_view office) {
  return Say(office, std::nullopt, ReportStep{.verb = ReportVerb::kWithdraw});
}

void PackStage::LogLadder() {
  const PolicyNote note{.kind = PolicyKind::kLadder,
                        .ns = mission_.ns(),
                        .hub = absl::StrCat(mission_.ns(), "/log"),
                        .nonce = random_.Bytes<16>(),
                        .policy = {"L-REPORT", ladders_.size() + 1},
                        .prev = ladders_.empty() ? std::nullopt : std::optional(ladders_.back()),
                        .from = mission_.FullName("irn/d03"),
                        .as = {.office = "irn", .role = Role::kJwg},
                        .seen = mirror().seen(),
                        .rules = kLadder};
  ladders_.push_back(Sha256(PrintPolicyNote(note)));
  hub_.AppendNote(SignNoteBy(PrintPolicyNote(note),
                             {&mission_.signer("irn/d03"), &mission_.signer("tur/d03")}));
}

void PackStage::DraftAndFreeze() {
  const LeafIndex cut(hub_.size().value() - 1);
  const LeafEntry at_cut = ParseLeafEntry(mission_.ns(), hub_.Entry(cut)).value();
  std::vector<ReportSheet> sheets;
  std::vector<ReportSheetRef> named;
  for (const auto& [office, sheet] : sheets_) {
    sheets.push_back(sheet);
    named.push_back({.office = office, .sheet = Sha256(PrintSheet(sheet))});
  }
  const absl::StatusOr<ReportBook> book = ReadReportBook(mirror(), hub_.now_ms);
  ASSERT_TRUE(book.ok() && book->Find(kReport) != nullptr) << book.status();
  ReportFrame frame{.open = book->Find(kReport)->state.open,
                    .cut = cut,
                    .cut_ms = at_cut.time_ms,
                    .zones = mirror().directory().mission().zones};
  if (falsify_frame) falsify_frame(frame);
  const absl::StatusOr<ReportModel> model = Assemble(frame, std::move(sheets));
  ASSERT_TRUE(model.ok()) << model.status();
  model_ = *model;
  if (falsify_model) falsify_model(model_);
  model_bytes_ = PrintModel(model_);
  Say("rus", std::nullopt,
      ReportDraft{
          .model = digest(), .size = model_bytes_.size(), .cut = cut, .sheets = std::move(named)});
  Say("rus", std::nullopt, ReportStep{.verb = ReportVerb::kFreeze, .model = digest()});
}

LeafIndex PackStage::Answer(absl::string_view office, ReportVerb verb, const std::string& text) {
  std::optional<Hash> hash;
  if (!text.empty()) {
    const std::string notice = TextNotice(office, verb, text);
    hash = Sha256(ParseNote(notice, kMaxNoticeBytes).value().text);
    texts_[std::string(office)] = notice;
  }
  const LeafIndex index = Say(office, hash, ReportStep{.verb = verb, .model = digest()});
  places_[std::string(office)] = index;
  return index;
}

std::string PackStage::AnswerNote(absl::string_view office, const Hash& model) {
  return Note(office, std::nullopt, ReportStep{.verb = ReportVerb::kSign, .model = model});
}

LeafIndex PackStage::Revoke(absl::string_view short_name) {
  return hub_.AppendNote(RevokeNote(short_name));
}

std::string PackStage::RevokeNote(absl::string_view short_name) {
  const std::string name = mission_.FullName(short_name);
  Hash certificate;
  for (const CertFact* fact : mirror().directory().Certificates()) {
    if (fact->certificate.subject == name) certificate = fact->hash;
  }
  return mission_.signer(short_name)
      .SignNote(PrintRevocation({.ns = mission_.ns(),
                                 .charter = mission_.charter_hash(),
                                 .cert = certificate,
                                 .reason = RevokeReason::kLost,
                                 .by = name}));
}

void PackStage::Replace(PackFiles& files, LeafIndex index, const std::string& note) {
  LeafEntry leaf = ParseLeafEntry(mission_.ns(), hub_.Entry(index)).value();
  leaf = {.time_ms = leaf.time_ms, .is_public = true, .body = note};
  const std::string entry = PrintLeafEntry(mission_.ns(), leaf);
  std::string& hashes = files[kPackLeaves];
  hashes.replace(index.value() * Hash::kSize, Hash::kSize, std::string(LeafHash(entry).view()));
  files[PackEntryName(index)] = entry;
  Frontier tree;
  for (size_t at = 0; at < hashes.size(); at += Hash::kSize) {
    tree.Append(*FixedFromBytes<Hash>(absl::string_view(hashes).substr(at, Hash::kSize)),
                [](int, uint64_t, const Hash&) {});
  }
  files[kPackCheckpoint] =
      SignCheckpoint({mission_.ns() + "/log", tree.size(), tree.Root()}, mission_.log_signer());
  AddPackSums(files, SodiumCrypto());
}

PackFiles PackStage::Pack() {
  const absl::StatusOr<PackFiles> files = TryPack();
  EXPECT_TRUE(files.ok()) << files.status();
  return files.ok() ? *files : PackFiles();
}

absl::StatusOr<PackFiles> PackStage::TryPack() {
  const absl::StatusOr<ReportBook> book = ReadReportBook(mirror(), hub_.now_ms);
  EXPECT_TRUE(book.ok()) << book.status();
  const ReportRecord* record = book.ok() ? book->Find(kReport) : nullptr;
  if (record == nullptr) return absl::InternalError("nobody opened it");
  ReportPapers papers{.record = *record, .model = model_bytes_};
  if (!lose_texts) papers.texts = texts_;
  papers.map = map;
  for (const auto& [office, sheet] : sheets_) {
    if (!lose_sheets) papers.sheets[office] = PrintSheet(sheet);
  }
  return MakeReportPack(papers, mirror(), Phrasebook::BuiltIn(), SodiumCrypto());
}

LeafIndex PackStage::Announce(const Hash& manifest) {
  const ReportBook book = ReadReportBook(mirror(), hub_.now_ms).value();
  const Hash opened = book.Find(kReport)->state.opened;
  std::vector<Hash> refs = {opened, digest(), manifest};
  std::sort(refs.begin(), refs.end());
  const Alert alert{.head = {.ns = mission_.ns(),
                             .nonce = random_.Bytes<16>(),
                             .by = {.plugin = "report", .version = "1", .bundle = Hash()}},
                    .code = "FINAL",
                    .precedence = Precedence::kPriority,
                    .mailboxes = {{.office = "rus", .role = Role::kJwg}},
                    .refs = std::move(refs),
                    .params = {{"at_ms", hub_.now_ms - 1},
                               {"manifest", ToHex(manifest)},
                               {"outcome", std::string("with_reservations")},
                               {"report", std::string(kReport)}}};
  return hub_.AppendHubText(RecordKind::kAlert, PrintAlert(alert), std::nullopt, "", true);
}

Hash PackStage::digest() const { return Sha256(model_bytes_); }

std::unique_ptr<Mirror> PackStage::CopyOfLog() {
  copies_.push_back(std::make_unique<MemoryFileSystem>());
  std::unique_ptr<Mirror> copy =
      Mirror::Open("copy", mission_.ns(), mission_.charter_hash(), SodiumCrypto(), *copies_.back())
          .value();
  const absl::Status updated = copy->Update(hub_);
  EXPECT_TRUE(updated.ok()) << updated;
  return copy;
}

Mirror& PackStage::mirror() {
  const absl::Status updated = mirror_->Update(hub_);
  EXPECT_TRUE(updated.ok()) << updated;
  return *mirror_;
}

ReportRow PackStage::Row(absl::string_view office, uint64_t place, absl::string_view zone,
                         absl::string_view province) {
  const std::string desk = absl::StrCat(absl::AsciiStrToUpper(office), "-d01");
  ReportRow row{.office = std::string(office),
                .serial = absl::StrFormat("%s-2017-%06d", desk, place),
                .notice = Sha256(absl::StrCat("notice", desk, place)),
                .header = Sha256(absl::StrCat("header", desk, place)),
                .index = LeafIndex(hub_.size().value()),
                .logged_ms = hub_.now_ms,
                .kind = "violation",
                .event_ms = hub_.now_ms - 3600 * 1000,
                .precedence = "routine",
                .zone = std::string(zone),
                .province = std::string(province),
                .fields = Json::Object{{"count", 1}, {"kind", "mortar"}, {"side", "opp"}}};
  hub_.AppendSealed(row.header);
  return row;
}

void PackStage::AddRows(absl::string_view office, absl::string_view zone,
                        absl::string_view province, int count) {
  ReportSheet& sheet = sheets_[std::string(office)];
  for (int i = 0; i < count; ++i) {
    sheet.rows.push_back(Row(office, sheet.rows.size() + 1, zone, province));
  }
  sheet.desks = {{.desk = absl::StrCat(absl::AsciiStrToUpper(office), "-d01"),
                  .year = 2017,
                  .last = sheet.rows.size()}};
}

std::string PackStage::Report() const { return absl::StrCat("JWG-", number); }

LeafIndex PackStage::Say(absl::string_view office, std::optional<Hash> text,
                         decltype(ReportNote::act) act) {
  return hub_.AppendNote(Note(office, text, std::move(act)));
}

std::string PackStage::Note(absl::string_view office, std::optional<Hash> text,
                            decltype(ReportNote::act) act) {
  const std::string device = absl::StrCat(office, "/d03");
  const ReportNote note{.head = {.ns = mission_.ns(),
                                 .hub = absl::StrCat(mission_.ns(), "/log"),
                                 .nonce = random_.Bytes<16>(),
                                 .report = Report(),
                                 .text = text,
                                 .from = mission_.FullName(device),
                                 .as = {.office = std::string(office), .role = Role::kJwg},
                                 .seen = mirror().seen()},
                        .act = std::move(act)};
  return mission_.signer(device).SignNote(PrintReportNote(note));
}

std::string PackStage::TextNotice(absl::string_view office, ReportVerb verb,
                                  const std::string& text) {
  const std::string from = letter_from.empty() ? std::string(office) : letter_from;
  const std::string device = absl::StrCat(from, "/d03");
  const std::string part = verb == ReportVerb::kReserve ? "reservation" : "refusal";
  const Json form = Json::Object{{"label", "guarantors"},
                                 {"part", letter_part.empty() ? part : letter_part},
                                 {"report", kReport},
                                 {"text", text}};
  const Notice notice{.ns = mission_.ns(),
                      .context = Sha256(text),
                      .author = mission_.FullName(device),
                      .serial = Serial{.office = from, .device = "d03", .year = 2017, .number = 1},
                      .as = {.office = from, .role = Role::kJwg},
                      .to = {{.office = "rus", .role = Role::kJwg}},
                      .kind = "report_sheet",
                      .time_s = hub_.now_ms / 1000,
                      .lang = "en",
                      .form = PrintCanonicalJson(form)};
  return mission_.signer(device).SignNote(PrintNotice(notice));
}

std::vector<std::string> FailedChecks(const ReportVerdict& verdict) {
  std::vector<std::string> names;
  for (const ReportCheck& check : verdict.checks) {
    if (check.made && !check.status.ok()) names.push_back(check.id);
  }
  return names;
}

std::vector<std::string> ChecksNotMade(const ReportVerdict& verdict) {
  std::vector<std::string> names;
  for (const ReportCheck& check : verdict.checks) {
    if (!check.made) names.push_back(check.id);
  }
  return names;
}

std::string Told(const ReportVerdict& verdict) {
  std::string told;
  for (const ReportCheck& check : verdict.checks) {
    absl::StrAppend(&told, check.id, ": ", check.status.ToString(), " (", check.detail, ")\n");
  }
  return told;
}

ReportCheck CheckOf(const ReportVerdict& verdict, absl::string_view id) {
  for (const ReportCheck& check : verdict.checks) {
    if (check.id == id) return check;
  }
  return {};
}

}  // namespace liaison
