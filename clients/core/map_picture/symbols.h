// How each kind of thing looks, on the maps and in the legend alike. Colours are chosen so that
// people who do not tell red from green read them, and every difference has a form of its own
// besides.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_SYMBOLS_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_SYMBOLS_H_

#include "clients/core/map_document/document.h"
#include "clients/core/print/canvas.h"

namespace liaison {

inline constexpr Ink kBlack{0.08, 0.08, 0.1};
inline constexpr Ink kGrey{0.42, 0.42, 0.45};
inline constexpr Ink kPaleGrey{0.72, 0.72, 0.72};
inline constexpr Ink kWhite{1, 1, 1};
inline constexpr Ink kLand{0.985, 0.98, 0.96};
inline constexpr Ink kWater{0.86, 0.92, 0.96};
inline constexpr Ink kRiver{0.62, 0.77, 0.88};
inline constexpr Ink kZoneInk{0.1, 0.25, 0.55};
inline constexpr Ink kStripInk{0.55, 0.38, 0.08};
inline constexpr Ink kGainedInk{0.0, 0.35, 0.75};
inline constexpr Ink kLostInk{0.82, 0.3, 0.0};
inline constexpr Ink kStampInk{0.75, 0.05, 0.1};

// What became of a feature between two maps.
enum class Fate : uint8_t { kStays, kAdded, kRemoved, kMovedFrom };

// Areas and lines as they are now.
void DrawAreaFill(Canvas& canvas, MapFeatureKind kind, const Outline& area);
void DrawOutline(Canvas& canvas, MapFeatureKind kind, const Outline& outline);
// Where a border ran before.
void DrawOldOutline(Canvas& canvas, const Outline& paths, bool closed);
void DrawGained(Canvas& canvas, const Outline& areas);
void DrawLost(Canvas& canvas, const Outline& areas);
void DrawMove(Canvas& canvas, const Spot& from, const Spot& to);
// A checkpoint or an observation post, `radius` points in size.
void DrawPost(Canvas& canvas, MapFeatureKind kind, Fate fate, const Spot& spot, double radius);
// The number of a change; gives its radius.
double NumberRadius();
void DrawNumber(Canvas& canvas, int number, const Spot& center);

void DrawCountryBorder(Canvas& canvas, const Outline& paths, bool closed);
void DrawGovernorateBorder(Canvas& canvas, const Outline& paths, bool closed);
void DrawRiver(Canvas& canvas, const Outline& paths);
void DrawTown(Canvas& canvas, const Spot& spot);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_SYMBOLS_H_
