#include "proto/text/values.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace liaison {
namespace {

constexpr size_t kMaxCodeBytes = 64;
constexpr absl::string_view kBech32 = "023456789acdefghjklmnpqrstuvwxyz";
constexpr size_t kRecipientBytes = 58;  // behind "age1"

template <typename IsLetter>
bool IsCode(absl::string_view text, IsLetter is_letter) {
  if (text.empty() || text.size() > kMaxCodeBytes || !is_letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [is_letter](char c) {
    return is_letter(c) || absl::ascii_isdigit(c) || c == '_' || c == '-';
  });
}

bool IsLower(char c) { return absl::ascii_islower(c); }
bool IsUpper(char c) { return absl::ascii_isupper(c); }

absl::StatusOr<DeviceName> ParseNameIn(absl::string_view ns, absl::string_view text) {
  ASSIGN_OR_RETURN(DeviceName name, ParseDeviceName(text));
  if (name.ns != ns) {
    return Malformed("", "NAME", absl::StrCat("a name of another mission; ours start with ", ns));
  }
  return name;
}

}  // namespace

absl::StatusOr<uint64_t> ParseCount(absl::string_view text) {
  return ParseDecimal(text, kMaxCount);
}

absl::StatusOr<uint64_t> ParseSize(absl::string_view text) {
  return Integer<uint64_t>(1, kMaxCount)(text);
}

absl::StatusOr<int64_t> ParseTime_s(absl::string_view text) {
  return Integer<int64_t>(0, kMaxTime_s)(text);
}

absl::StatusOr<int64_t> ParseTime_ms(absl::string_view text) {
  return Integer<int64_t>(0, kMaxTime_ms)(text);
}

absl::StatusOr<LeafIndex> ParseLeafIndex(absl::string_view text) {
  ASSIGN_OR_RETURN(const uint64_t index, ParseCount(text));
  return LeafIndex(index);
}

absl::StatusOr<TreeSize> ParseTreeSize(absl::string_view text) {
  ASSIGN_OR_RETURN(const uint64_t size, ParseSize(text));
  return TreeSize(size);
}

absl::StatusOr<Hash> ParseHash(absl::string_view text) { return FixedFromBase64<Hash>(text); }

absl::StatusOr<Nonce> ParseNonce(absl::string_view text) {
  ASSIGN_OR_RETURN(const std::string bytes, DecodeHex(text));
  Nonce nonce;
  RETURN_IF_ERROR(CopyExactly(bytes, nonce.data(), nonce.size()));
  return nonce;
}

std::string TextOf(const Nonce& nonce) {
  return EncodeHex({reinterpret_cast<const char*>(nonce.data()), nonce.size()});
}

absl::StatusOr<std::string> ParseOffice(absl::string_view text) {
  if (!IsOffice(text)) {
    return Malformed("", "OFFICE", "not an office: at most 16 lower-case letters, digits, hyphens");
  }
  return std::string(text);
}

absl::StatusOr<std::string> ParsePluginId(absl::string_view text) {
  if (!IsName(text) || absl::StrContains(text, '/') || text == "hub") {
    return Malformed("", "NAME", "not the id of a plugin");
  }
  return std::string(text);
}

absl::StatusOr<std::string> ParsePolicyId(absl::string_view text) {
  if (!IsPolicyId(text)) {
    return Malformed("", "POLICY", "not a policy id: a capital letter, then capitals, digits, -");
  }
  return std::string(text);
}

absl::StatusOr<std::string> ParseLowerCode(absl::string_view text) {
  if (!IsCode(text, IsLower)) {
    return Malformed("", "CODE", "not a code: a lower-case letter, then such, digits, _ and -");
  }
  return std::string(text);
}

absl::StatusOr<std::string> ParseUpperCode(absl::string_view text) {
  if (!IsCode(text, IsUpper)) {
    return Malformed("", "CODE", "not a code: a capital letter, then capitals, digits, _ and -");
  }
  return std::string(text);
}

absl::StatusOr<std::string> ParseRecipient(absl::string_view text) {
  absl::string_view data = text;
  if (!absl::ConsumePrefix(&data, "age1") || data.size() != kRecipientBytes ||
      data.find_first_not_of(kBech32) != absl::string_view::npos) {
    return Malformed("", "RECIPIENT", "not an X25519 age recipient, age1 and 58 characters");
  }
  return std::string(text);
}

ValueParser<std::string> HubOf(absl::string_view ns) {
  return [hub = absl::StrCat(ns, "/log")](absl::string_view text) -> absl::StatusOr<std::string> {
    if (text != hub) return Malformed("", "ORIGIN", absl::StrCat("must be our log, ", hub));
    return hub;
  };
}

ValueParser<std::string> KeyNameIn(absl::string_view ns) {
  return [ns = std::string(ns)](absl::string_view text) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(ParseNameIn(ns, text).status());
    return std::string(text);
  };
}

ValueParser<std::string> DeviceIn(absl::string_view ns) {
  return [ns = std::string(ns)](absl::string_view text) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const DeviceName name, ParseNameIn(ns, text));
    if (!IsDeviceLabel(name.label)) {
      return Malformed("", "NAME", "not a device, such as d07: roots and registrars do not write");
    }
    return std::string(text);
  };
}

ValueParser<VKey> VKeyBy(const PublicCrypto& crypto) {
  return [&crypto](absl::string_view text) { return ParseVKey(text, crypto); };
}

}  // namespace liaison
