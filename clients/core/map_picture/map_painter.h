// Draws one view of a map: the base under it, features as they are now, what changed, and names.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_MAP_PAINTER_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_MAP_PAINTER_H_

#include <string>
#include <vector>

#include "clients/core/map_picture/base_map.h"
#include "clients/core/map_picture/changes.h"
#include "clients/core/map_picture/label_board.h"
#include "clients/core/map_picture/map_view.h"
#include "clients/core/map_picture/symbols.h"

namespace liaison {

// What all views of a picture show. Borrows picture and phrases.
struct PictureContent {
  const MapPicture& picture;
  const Phrasebook& phrases;
  BaseMap base;
  std::vector<PicturedChange> changes;
};

// One drawing of one view. Thread: one.
class MapPainter {
 public:
  MapPainter(Canvas& canvas, const MapView& view, const PictureContent& content);

  // A piece of the map.
  void Draw() { DrawWith({}, false); }
  // All of it. `windows` are the pieces that other views show larger: outlined here.
  void DrawWhole(const std::vector<GeoBox>& windows) { DrawWith(windows, true); }

 private:
  void DrawWith(const std::vector<GeoBox>& windows, bool whole);
  void DrawBase();
  void DrawTowns();
  void DrawFeatures();
  void DrawChanges();
  void DrawOldBorder(const PicturedChange& change);
  void DrawPosts();
  void DrawNumbers();
  void DrawWindows(const std::vector<GeoBox>& windows);
  void NameZones();
  void NamePost(const MapFeature& post);
  void NameFeatures();
  void NameTowns();
  void NameCountries();
  void DrawGraticule();
  void DrawScale();
  void DrawNorth();

  const MapDocument& now() const { return *content_.picture.now.document; }
  const PicturedChange* ChangeOf(const std::string& id) const;
  std::optional<Spot> AnchorOf(const MapGeometry& geometry) const;
  std::optional<Spot> AnchorOf(const PicturedChange& change) const;
  std::string Text(absl::string_view key, const std::vector<MessageArg>& values) const;
  bool IsDetail() const;
  bool NamesEverything() const { return !whole_ || IsDetail(); }
  bool IsShown(const BaseTown& town) const;
  double PostRadius() const { return IsDetail() ? 3.2 : 2; }
  void NameBeside(const std::string& name, const Spot& spot, double radius,
                  const Lettering& lettering, bool must);
  void NameOn(const std::string& name, const Spot& spot, double width, const Lettering& lettering,
              bool must);

  Canvas& canvas_;
  const MapView& view_;
  const PictureContent& content_;
  LabelBoard labels_;
  bool whole_ = false;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_MAP_PAINTER_H_
