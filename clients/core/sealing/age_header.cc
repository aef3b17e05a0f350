#include "clients/core/sealing/age_header.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kVersionLine = "age-encryption.org/v1\n";
constexpr absl::string_view kStanzaStart = "-> ";
constexpr absl::string_view kMacStart = "---";
constexpr size_t kColumns = 64;

// Takes lines off the front of a header. LF ends a line; there is no other line end.
class LineReader {
 public:
  explicit LineReader(absl::string_view bytes) : bytes_(bytes) {}

  // The next line without its LF. Errors: HEADER if there is none within the size limit.
  absl::StatusOr<absl::string_view> Next() {
    const size_t end = bytes_.substr(0, kMaxAgeHeaderBytes).find('\n', offset_);
    if (end == absl::string_view::npos) {
      return BadAgeHeader("line", "its header does not end, or is too long");
    }
    const absl::string_view line = bytes_.substr(offset_, end - offset_);
    offset_ = end + 1;
    return line;
  }
  size_t offset() const { return offset_; }

 private:
  absl::string_view bytes_;
  size_t offset_ = 0;
};

bool IsArgument(absl::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (c < 0x21 || c > 0x7e) return false;
  }
  return true;
}

absl::StatusOr<AgeStanza> ParseStanzaLine(absl::string_view line) {
  std::vector<std::string> words = absl::StrSplit(line.substr(kStanzaStart.size()), ' ');
  for (const std::string& word : words) {
    if (!IsArgument(word)) return BadAgeHeader("stanza", "an argument of a stanza is malformed");
  }
  AgeStanza stanza;
  stanza.type = std::move(words.front());
  stanza.arguments.assign(std::make_move_iterator(words.begin() + 1),
                          std::make_move_iterator(words.end()));
  return stanza;
}

// Body lines: all full but the last, which is shorter and may be empty.
absl::StatusOr<std::string> ParseBody(LineReader& reader) {
  std::string encoded;
  for (;;) {
    ASSIGN_OR_RETURN(const absl::string_view line, reader.Next());
    if (line.size() > kColumns) return BadAgeHeader("body", "a line of a stanza is too long");
    absl::StrAppend(&encoded, line);
    if (line.size() < kColumns) break;
  }
  absl::StatusOr<std::string> body = DecodeUnpadded(encoded);
  if (!body.ok()) return BadAgeHeader("body", "the body of a stanza is not canonical base64");
  return body;
}

absl::StatusOr<Hash> ParseMacLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kMacStart) || !absl::ConsumePrefix(&line, " ")) {
    return BadAgeHeader("mac", "its MAC line is malformed");
  }
  const absl::StatusOr<std::string> bytes = DecodeUnpadded(line);
  if (!bytes.ok() || bytes->size() != Hash::kSize) {
    return BadAgeHeader("mac", "its MAC is malformed");
  }
  return FixedFromBytes<Hash>(*bytes);
}

}  // namespace

absl::Status BadAgeHeader(absl::string_view field, absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("not a valid age file: ", what, "; fetch it again"),
                   {.reason = "HEADER", .subject = "age file", .field = std::string(field)});
}

absl::StatusOr<AgeFile> ParseAgeFile(absl::string_view file) {
  if (!absl::StartsWith(file, kVersionLine)) {
    return BadAgeHeader("version", "it does not begin with the version line of age v1");
  }
  LineReader reader(file);
  RETURN_IF_ERROR(reader.Next().status());
  AgeFile out;
  for (;;) {
    const size_t line_start = reader.offset();
    ASSIGN_OR_RETURN(const absl::string_view line, reader.Next());
    if (!absl::StartsWith(line, kStanzaStart)) {
      ASSIGN_OR_RETURN(out.header.mac, ParseMacLine(line));
      out.authenticated = file.substr(0, line_start + kMacStart.size());
      break;
    }
    if (out.header.stanzas.size() == kMaxAgeStanzas) {
      return BadAgeHeader("stanza", "it has too many stanzas");
    }
    ASSIGN_OR_RETURN(AgeStanza stanza, ParseStanzaLine(line));
    ASSIGN_OR_RETURN(stanza.body, ParseBody(reader));
    out.header.stanzas.push_back(std::move(stanza));
  }
  if (out.header.stanzas.empty()) return BadAgeHeader("stanza", "it has no stanza");
  const absl::string_view rest = file.substr(reader.offset());
  if (rest.size() < kAgeNonceBytes) return BadAgeHeader("nonce", "it ends inside of the nonce");
  out.nonce = rest.substr(0, kAgeNonceBytes);
  out.payload = rest.substr(kAgeNonceBytes);
  return out;
}

std::string PrintAgeStanzas(absl::Span<const AgeStanza> stanzas) {
  std::string out(kVersionLine);
  for (const AgeStanza& stanza : stanzas) {
    absl::StrAppend(&out, kStanzaStart, stanza.type);
    for (const std::string& argument : stanza.arguments) absl::StrAppend(&out, " ", argument);
    absl::StrAppend(&out, "\n");
    const std::string body = EncodeUnpadded(stanza.body);
    for (size_t at = 0; at <= body.size(); at += kColumns) {
      absl::StrAppend(&out, absl::string_view(body).substr(at, kColumns), "\n");
    }
  }
  return absl::StrCat(out, kMacStart);
}

std::string PrintAgeMac(const Hash& mac) {
  return absl::StrCat(" ", EncodeUnpadded(mac.view()), "\n");
}

std::string EncodeUnpadded(absl::string_view bytes) {
  std::string text = EncodeBase64(bytes);
  text.resize(text.find_last_not_of('=') + 1);
  return text;
}

absl::StatusOr<std::string> DecodeUnpadded(absl::string_view text) {
  if (absl::StrContains(text, '=') || text.size() % 4 == 1) {
    return Malformed("base64", "BASE64", "base64 without padding was expected");
  }
  // The padded decoder already refuses everything but the one canonical spelling.
  return DecodeBase64(
      absl::StrCat(text, absl::string_view("===").substr(0, (4 - text.size() % 4) % 4)));
}

}  // namespace liaison
