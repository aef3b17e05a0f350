#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/feature_geometry.h"
#include "clients/core/map_document/feature_members.h"
#include "clients/core/map_document/json_stream.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr size_t kMinLinePoints = 2;

absl::Status NotCanonical(absl::string_view message, absl::string_view subject) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrCat("not a canonical map document: ", message),
                   {.reason = "NOT_CANONICAL", .subject = std::string(subject), .field = "map"});
}

// Reads what the grammar allows and stops at the first fault. Order, spelling and normal forms are
// not looked at here: ParseMapDocument compares with what would be printed.
class DocumentReader {
 public:
  explicit DocumentReader(absl::string_view bytes)
      : in_(BytesOf(bytes), kMaxMapBytes), fault_([this](auto... what) { Fault(what...); }) {}

  absl::StatusOr<MapDocument> Read() {
    in_.Object([this](absl::string_view key) { ReadMember(key); });
    in_.End();
    if (in_.ok()) CheckHead();
    if (!in_.ok()) return Refusal();
    return std::move(document_);
  }

 private:
  void Fault(absl::string_view code, absl::string_view member, absl::string_view value) {
    in_.Fail("NOT_CANONICAL", absl::StrCat(code, " ", member, value.empty() ? "" : " ", value));
  }

  absl::Status Refusal() const {
    const std::string rule = ReasonOf(in_.status());
    if (rule == "TOO_BIG" || rule == "TOO_DEEP") return in_.status();
    return NotCanonical(in_.status().message(), document_.map);
  }

  void ReadMember(absl::string_view key) {
    if (key == "features") return ReadFeatures();
    if (key == "title") {
      document_.title = ReadNames(in_, key, fault_);
    } else if (key == "provenance") {
      ReadProvenance();
    } else if (key == "version") {
      document_.version = static_cast<uint64_t>(ReadInteger(in_, key, 1, fault_));
    } else if (key == "reverts") {
      document_.reverts = static_cast<uint64_t>(ReadInteger(in_, key, 1, fault_));
    } else if (key == "effective") {
      document_.effective_s = ReadInteger(in_, key, 0, fault_);
    } else if (key == "expiry") {
      document_.expiry_s = ReadInteger(in_, key, 0, fault_);
    } else if (key == "map") {
      document_.map = ReadWord(in_, key, fault_);
    } else if (key == "format") {
      format_ = ReadWord(in_, key, fault_);
    } else if (key == "base") {
      document_.base = ReadHex<Hash>(key);
    } else if (key == "salt") {
      document_.salt = ReadHex<Salt>(key).bytes;
      has_salt_ = true;
    } else {
      Fault("UNKNOWN", key, "");
    }
  }

  struct SaltTag;
  using Salt = FixedBytes<SaltTag, 16>;
  template <typename Fixed>
  Fixed ReadHex(absl::string_view key) {
    const absl::StatusOr<std::string> bytes = DecodeHex(ReadWord(in_, key, fault_));
    if (bytes.ok() && bytes->size() == Fixed::kSize) return *FixedFromBytes<Fixed>(*bytes);
    Fault("BAD_MEMBER", key, "");
    return Fixed();
  }

  void ReadProvenance() {
    in_.Object([this](absl::string_view key) {
      MapProvenance& provenance = document_.provenance;
      if (key == "by") {
        provenance.by = ReadWord(in_, key, fault_);
      } else if (key == "source") {
        provenance.source = ReadText(in_, key, Lines::kMany, fault_);
      } else if (key == "note") {
        provenance.note = ReadText(in_, key, Lines::kMany, fault_);
      } else {
        Fault("UNKNOWN", key, "");
      }
    });
  }

  void ReadFeatures() {
    in_.Array([this] {
      if (document_.features.size() == kMaxMapFeatures) {
        return in_.Fail("TOO_BIG", absl::StrCat("more than ", kMaxMapFeatures, " features"));
      }
      ReadFeature();
    });
  }

  void ReadFeature() {
    FeatureDraft draft;
    std::optional<MapGeometry> geometry;
    in_.Object([&](absl::string_view key) {
      if (key == "id") {
        draft.feature.id = ReadWord(in_, key, fault_);
      } else if (key == "geometry") {
        geometry = ReadGeometry();
      } else if (!ReadFeatureMember(in_, key, MapUnits::kGrid, draft, fault_)) {
        Fault("UNKNOWN", key, draft.feature.id);
      }
    });
    if (!in_.ok()) return;
    const std::string& id = draft.feature.id;
    if (!draft.kind) return Fault("MISSING_KIND", id, "");
    draft.feature.kind = *draft.kind;
    if (!geometry || !FitsKind(*geometry, *draft.kind)) return Fault("GEOMETRY_KIND", id, "");
    draft.feature.geometry = *std::move(geometry);
    CheckMembers(draft.feature, fault_);
    if (!IsMapId(id)) Fault("BAD_ID", id, "");
    if (!document_.features.empty() && document_.features.back().id >= id) Fault("ORDER", id, "");
    document_.features.push_back(std::move(draft.feature));
  }

  std::optional<MapGeometry> ReadGeometry() {
    RawGeometry raw = ReadRawGeometry(in_, MapUnits::kGrid, points_);
    if (raw.bad_line != 0 || raw.has_altitude) Fault("BAD_COORDINATE", "geometry", "");
    if (!raw.other_member.empty()) Fault("UNKNOWN", raw.other_member, "");
    std::optional<MapGeometry> geometry = GeometryOf(std::move(raw));
    const auto* const line = geometry ? std::get_if<MapLine>(&*geometry) : nullptr;
    if (line != nullptr && line->size() < kMinLinePoints) Fault("INVALID_GEOMETRY", "geometry", "");
    return geometry;
  }

  void CheckHead() {
    if (format_ != kMapFormat) Fault("BAD_MEMBER", "format", format_);
    if (!IsMapId(document_.map)) Fault("BAD_MEMBER", "map", document_.map);
    if (document_.base.has_value() != (document_.version > 1)) Fault("BAD_MEMBER", "base", "");
    if (document_.title.empty()) Fault("MISSING_MEMBER", "title", "");
    if (!has_salt_) Fault("MISSING_MEMBER", "salt", "");
    if (!IsOffice(document_.provenance.by)) Fault("BAD_MEMBER", "provenance", "by");
    if (document_.provenance.source.empty()) Fault("MISSING_MEMBER", "source", "");
    for (const std::optional<int64_t>& time : {document_.effective_s, document_.expiry_s}) {
      if (time > kMaxTime_s) Fault("BAD_MEMBER", "effective, expiry", "");
    }
  }

  JsonStream in_;
  std::function<void(absl::string_view, absl::string_view, absl::string_view)> fault_;
  MapDocument document_;
  std::string format_;
  bool has_salt_ = false;
  size_t points_ = 0;
};

size_t FirstDifference(absl::string_view a, absl::string_view b) {
  const auto [at, ignored] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<size_t>(at - a.begin());
}

}  // namespace

absl::StatusOr<MapDocument> ParseMapDocument(absl::string_view bytes) {
  if (bytes.size() > kMaxMapBytes) {
    return Malformed("map", "TOO_BIG", absl::StrCat("more than ", kMaxMapBytes, " bytes"));
  }
  ASSIGN_OR_RETURN(MapDocument document, DocumentReader(bytes).Read());
  Normalise(document);
  const std::string canonical = PrintMapDocument(document);
  if (canonical == bytes) return document;
  return NotCanonical(absl::StrCat("byte ", FirstDifference(bytes, canonical) + 1,
                                   " is not as the canonical form has it"),
                      document.map);
}

}  // namespace liaison
