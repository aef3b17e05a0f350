#include "proto/text/notice.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/percent.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

constexpr std::array<absl::string_view, 5> kLanguages = {"en", "ru", "tr", "fa", "ar"};
constexpr int kFirstYear = 2000;
constexpr int kLastYear = 9999;
constexpr uint32_t kMaxKindVersion = 9999;

struct NoticeKind {
  std::string kind;
  uint32_t version = 0;
};

absl::StatusOr<NoticeKind> ParseKind(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 2) return Malformed("", "KIND", "must be kind/version, as in violation/1");
  NoticeKind kind;
  ASSIGN_OR_RETURN(kind.kind, ParseLowerCode(parts[0]));
  ASSIGN_OR_RETURN(kind.version, Integer<uint32_t>(1, kMaxKindVersion)(parts[1]));
  return kind;
}

absl::StatusOr<std::string> ParseLanguage(absl::string_view text) {
  if (std::find(kLanguages.begin(), kLanguages.end(), text) == kLanguages.end()) {
    return Malformed("", "LANGUAGE", "not a language of this mission: en, ru, tr, fa or ar");
  }
  return std::string(text);
}

absl::StatusOr<NoticeAttachment> ParseNoticeAttachment(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<5>(text));
  NoticeAttachment attach;
  ASSIGN_OR_RETURN(attach.ciphertext_sha256, ParseHash(words[0]));
  ASSIGN_OR_RETURN(attach.ciphertext_size, ParseSize(words[1]));
  ASSIGN_OR_RETURN(attach.plaintext_sha256, ParseHash(words[2]));
  ASSIGN_OR_RETURN(attach.plaintext_size, ParseCount(words[3]));
  ASSIGN_OR_RETURN(attach.name, DecodeFileName(words[4]));
  return attach;
}

int YearOf(int64_t time_s) {
  return static_cast<int>(
      absl::ToCivilYear(absl::FromUnixSeconds(time_s), absl::UTCTimeZone()).year());
}

void CheckSerial(FieldReader& in, const Notice& notice) {
  if (!in.ok()) return;
  const absl::StatusOr<DeviceName> author = ParseDeviceName(notice.author);
  in.Check(author.ok() && author->office == notice.serial.office &&
               author->label == notice.serial.device,
           "serial", "MISMATCH", "names another office or device than 'author'");
  in.Check(notice.serial.year == YearOf(notice.time_s), "serial", "MISMATCH",
           "names another year than 'time' (UTC)");
}

}  // namespace

std::string Serial::ToString() const {
  return absl::StrCat(absl::AsciiStrToUpper(office), "-", device, "-",
                      absl::Dec(year, absl::kZeroPad4), "-", absl::Dec(number, absl::kZeroPad6));
}

std::string Serial::ShortForm() const {
  return absl::StrCat(absl::AsciiStrToUpper(office), "-", device, "-", number);
}

absl::StatusOr<Serial> ParseSerial(absl::string_view text) {
  const auto malformed = [] {
    return Malformed("", "SERIAL",
                     "not a serial: office in capitals, device, year, number of at least six "
                     "digits, as in TUR-d07-2017-000042");
  };
  // From the right, because an office may have hyphens of its own.
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  if (parts.size() < 4) return malformed();
  const absl::string_view number = parts[parts.size() - 1];
  const absl::string_view year = parts[parts.size() - 2];
  const absl::string_view device = parts[parts.size() - 3];
  const absl::string_view office =
      text.substr(0, static_cast<size_t>(device.data() - text.data()) - 1);
  const absl::StatusOr<int> year_value = Integer<int>(kFirstYear, kLastYear)(year);
  // Zeros are padding up to six digits; printing the serial again refuses any other.
  const size_t padding = std::min(number.find_first_not_of('0'), number.size());
  const absl::StatusOr<uint64_t> number_value = ParseSize(number.substr(padding));
  if (!year_value.ok() || !number_value.ok()) return malformed();
  Serial serial{.office = absl::AsciiStrToLower(office),
                .device = std::string(device),
                .year = *year_value,
                .number = *number_value};
  if (!IsOffice(serial.office) || !IsDeviceLabel(device) || serial.ToString() != text) {
    return malformed();
  }
  return serial;
}

absl::StatusOr<Notice> ParseNotice(absl::string_view ns, absl::string_view text) {
  Notice notice;
  notice.ns = std::string(ns);
  NoticeKind kind;
  FieldReader in(ns, "notice", text, kMaxNoticeBytes);
  in.Required("context", notice.context, ParseHash);
  in.Required("author", notice.author, DeviceIn(ns));
  in.Required("serial", notice.serial, ParseSerial);
  in.Required("as", notice.as, ParseMailbox);
  in.Sorted("to", notice.to, ParseMailbox);
  in.Check(!notice.to.empty() && notice.to.size() <= kMaxToMailboxes, "to", "COUNT",
           absl::StrCat("1 to ", kMaxToMailboxes, " addressees"));
  in.Sorted("info", notice.info, ParseMailbox);
  in.Check(AreDisjoint(notice.to, notice.info), "info", "DUPLICATE",
           "a mailbox stands in 'to' and in 'info'; keep it in one");
  in.Sorted("escalate", notice.escalate, ParseMailbox);
  in.Required("kind", kind, ParseKind);
  in.Required("time", notice.time_s, ParseTime_s);
  in.Required("lang", notice.lang, ParseLanguage);
  in.Sorted("attach", notice.attach, ParseNoticeAttachment, &NoticeAttachment::ciphertext_sha256);
  in.JsonTail("form", notice.form);
  CheckSerial(in, notice);
  notice.kind = std::move(kind.kind);
  notice.kind_version = kind.version;
  return in.Finish(std::move(notice));
}

std::string PrintNotice(const Notice& notice) {
  FieldWriter out(notice.ns, "notice");
  out.Line("context", notice.context).Line("author", notice.author);
  out.Line("serial", notice.serial.ToString()).Line("as", notice.as);
  out.Repeated("to", notice.to).Repeated("info", notice.info);
  out.Repeated("escalate", notice.escalate);
  out.Line("kind", absl::StrCat(notice.kind, "/", notice.kind_version));
  out.Line("time", notice.time_s).Line("lang", notice.lang);
  for (const NoticeAttachment& attach : notice.attach) {
    out.Line("attach", attach.ciphertext_sha256, attach.ciphertext_size, attach.plaintext_sha256,
             attach.plaintext_size, EncodeFileName(attach.name));
  }
  out.JsonTail(notice.form);
  return out.Take();
}

}  // namespace liaison
