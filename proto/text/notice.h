// The notice: what an officer says, signed; the evidence. Source: CRYPTO 1.3.
#ifndef LIAISON_PROTO_TEXT_NOTICE_H_
#define LIAISON_PROTO_TEXT_NOTICE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"

namespace liaison {

// The kind of a notice that carries the key of a map's document (MAPS section 3): nobody answers
// it.
inline constexpr char kMapContentKind[] = "map_content";

// "TUR-d07-2017-000042": gapless per desk and UTC year.
struct Serial {
  std::string office;  // lower case here, capitals in the text
  std::string device;  // "d07"
  int year = 0;
  uint64_t number = 0;  // from 1
  std::string ToString() const;
  std::string ShortForm() const;  // "TUR-d07-42"
  friend bool operator==(const Serial&, const Serial&) = default;
};
// Errors: InvalidArgument SERIAL.
absl::StatusOr<Serial> ParseSerial(absl::string_view text);

struct NoticeAttachment {
  Hash ciphertext_sha256;
  uint64_t ciphertext_size = 0;
  Hash plaintext_sha256;
  uint64_t plaintext_size = 0;
  std::string name;  // decoded; percent-encoded in the text
  friend bool operator==(const NoticeAttachment&, const NoticeAttachment&) = default;
};

struct Notice {
  std::string ns;
  Hash context;  // SHA-256 of the stable part of the header
  std::string author;
  Serial serial;
  MailboxId as;
  std::vector<MailboxId> to;
  std::vector<MailboxId> info;
  std::vector<MailboxId> escalate;  // sorted set of the header's escalate mailboxes
  std::string kind;                 // "violation"
  uint32_t kind_version = 1;
  int64_t time_s = 0;  // claimed
  std::string lang;    // of the free text: en ru tr fa ar
  std::vector<NoticeAttachment> attach;
  std::string form;  // canonical JSON, one line without LF; checked to be canonical, not by schema
  friend bool operator==(const Notice&, const Notice&) = default;
};

// Errors: InvalidArgument with field and rule.
absl::StatusOr<Notice> ParseNotice(absl::string_view ns, absl::string_view text);
std::string PrintNotice(const Notice& notice);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_NOTICE_H_
