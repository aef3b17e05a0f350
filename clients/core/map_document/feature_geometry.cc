#include "clients/core/map_document/feature_geometry.h"

#include <array>
#include <charconv>
#include <limits>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

template <typename T>
std::optional<T> Parsed(absl::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<MapPoint> PointOnGrid(int32_t lon, int32_t lat) {
  if (lon < -kMaxMapLon || lon > kMaxMapLon || lat < -kMaxMapLat || lat > kMaxMapLat) {
    return std::nullopt;
  }
  return MapPoint{lon, lat};
}

// Collects the numbers of one position.
class Position {
 public:
  explicit Position(MapUnits units) : units_(units) {}

  void Add(absl::string_view text) {
    if (count_ < 2) {
      if (units_ == MapUnits::kGrid) {
        const std::optional<int32_t> value = Parsed<int32_t>(text);
        grid_[count_] = value.value_or(0);
        is_good_ = is_good_ && value.has_value();
      } else {
        const std::optional<double> value = Parsed<double>(text);
        degrees_[count_] = value.value_or(std::numeric_limits<double>::quiet_NaN());
      }
    }
    ++count_;
  }
  // Something that is no number.
  void Spoil() { is_good_ = false; }

  bool has_altitude() const { return count_ > 2; }
  std::optional<MapPoint> Point() const {
    if (!is_good_ || count_ < 2) return std::nullopt;
    if (units_ == MapUnits::kGrid) return PointOnGrid(grid_[0], grid_[1]);
    return PointOf(degrees_[0], degrees_[1]);
  }

 private:
  const MapUnits units_;
  size_t count_ = 0;
  bool is_good_ = true;
  std::array<int32_t, 2> grid_{};
  std::array<double, 2> degrees_{};
};

class CoordinatesReader {
 public:
  CoordinatesReader(JsonStream& in, MapUnits units, size_t& points, RawGeometry& out)
      : in_(in), units_(units), points_(points), out_(out) {}

  void ReadAll() {
    if (in_.Next() != JsonKind::kArray) {
      out_.bad_line = in_.line();
      return in_.Skip();
    }
    out_.height = Read();
    for (int height = out_.height + 1; height <= kHighest; ++height) Close(height);
  }

 private:
  static constexpr int kHighest = 4;

  // One array; how deep its points lie.
  int Read() {
    int height = 0;
    bool is_position = false;
    Position position(units_);
    in_.Array([&] {
      const JsonKind kind = in_.Next();
      if (kind == JsonKind::kArray) {
        const int inner = Read();
        if (height != 0 && height != inner + 1) out_.is_even = false;
        height = inner + 1;
        return;
      }
      is_position = true;
      if (kind == JsonKind::kNumber) {
        position.Add(in_.Number());
      } else {
        position.Spoil();
        in_.Skip();
      }
    });
    if (is_position) {
      if (height != 0) out_.is_even = false;
      height = 1;
      Append(position);
    } else if (height == 0) {
      out_.is_even = false;
      MarkBad();
    }
    if (height > 1) Close(height);
    return height;
  }

  void Append(const Position& position) {
    const std::optional<MapPoint> point = position.Point();
    out_.has_altitude = out_.has_altitude || position.has_altitude();
    if (!point) return MarkBad();
    if (++points_ > kMaxMapPoints) {
      return in_.Fail("TOO_BIG", absl::StrCat("more than ", kMaxMapPoints, " points"));
    }
    if (ring_.empty()) ring_line_ = in_.line();
    ring_.push_back(*point);
  }

  void MarkBad() {
    if (out_.bad_line == 0) out_.bad_line = in_.line();
  }

  // What was read since belongs together: points to a ring, rings to a polygon.
  void Close(int height) {
    if (height == 2 && !ring_.empty()) {
      polygon_.push_back(std::move(ring_));
      out_.ring_lines.push_back(ring_line_);
      ring_.clear();
    } else if (height == 3 && !polygon_.empty()) {
      out_.parts.push_back(std::move(polygon_));
      polygon_.clear();
    } else if (height > kHighest) {
      out_.is_even = false;
    }
  }

  JsonStream& in_;
  const MapUnits units_;
  size_t& points_;
  RawGeometry& out_;
  MapRing ring_;
  size_t ring_line_ = 0;
  MapPolygon polygon_;
};

}  // namespace

RawGeometry ReadRawGeometry(JsonStream& in, MapUnits units, size_t& points) {
  RawGeometry raw;
  in.Object([&](absl::string_view key) {
    if (key == "type" && in.Next() == JsonKind::kString) {
      raw.type = in.String();
    } else if (key == "coordinates") {
      CoordinatesReader(in, units, points, raw).ReadAll();
    } else {
      if (raw.other_member.empty()) raw.other_member = std::string(key);
      in.Skip();
    }
  });
  return raw;
}

std::optional<MapPoint> ReadMapPoint(JsonStream& in, MapUnits units) {
  if (in.Next() != JsonKind::kArray) {
    in.Skip();
    return std::nullopt;
  }
  Position position(units);
  in.Array([&] {
    if (in.Next() == JsonKind::kNumber) return position.Add(in.Number());
    position.Spoil();
    in.Skip();
  });
  if (position.has_altitude()) return std::nullopt;
  return position.Point();
}

std::optional<MapGeometry> GeometryOf(RawGeometry raw) {
  if (raw.parts.empty() || !raw.is_even) return std::nullopt;
  if (raw.type == "MultiPolygon" && raw.height == 4) return std::move(raw.parts);
  if (raw.type == "Polygon" && raw.height == 3) return std::move(raw.parts);
  if (raw.type == "LineString" && raw.height == 2) return std::move(raw.parts[0][0]);
  if (raw.type == "Point" && raw.height == 1) return raw.parts[0][0][0];
  return std::nullopt;
}

}  // namespace liaison
