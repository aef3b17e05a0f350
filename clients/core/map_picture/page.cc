#include "clients/core/map_picture/page.h"

#include <algorithm>
#include <utility>

#include "clients/core/language/isolation.h"

namespace liaison {
namespace {

std::string Text(const PictureContent& content, absl::string_view key,
                 const std::vector<MessageArg>& values) {
  return content.phrases.Message(content.picture.language, key, values);
}

// A paragraph under what the block has already.
void AddText(Canvas& canvas, Block& block, absl::string_view text, const Lettering& lettering,
             double width) {
  std::vector<TextLine> lines = canvas.Lines(text, lettering, width);
  const double y = block.height;
  block.height += HeightOf(lines);
  block.parts.push_back([&canvas, lines = std::move(lines), lettering, width, y](double top) {
    canvas.Write(lines, OnPage(canvas, {kPageMargin, top + y, width, 0}), Align::kStart, lettering);
  });
}

// The stamp beside the title; gives how wide it is.
double AddStamp(Canvas& canvas, Block& block, const std::string& text) {
  constexpr double kPadding = 7;
  constexpr double kWidest = 190;
  const Lettering lettering{.size = 15, .face = Face::kBold, .ink = kStampInk};
  std::vector<TextLine> lines = canvas.Lines(text, lettering, kWidest);
  const double width = WidthOf(lines) + 2 * kPadding;
  const double height = HeightOf(lines) + 2 * kPadding;
  const double x = kPageWidth - kPageMargin - width;
  block.parts.push_back(
      [&canvas, lines = std::move(lines), lettering, x, width, height](double top) {
        const Rect box = OnPage(canvas, {x, top, width, height});
        canvas.StrokeRect(box, {.ink = kStampInk, .width = 2.2});
        canvas.StrokeRect(box.Inset(3), {.ink = kStampInk, .width = 0.6});
        canvas.Write(lines, {box.x, box.y + kPadding, box.w, 0}, Align::kCenter, lettering);
      });
  return width;
}

// A change with its number, as a block of its own in a column.
struct Entry {
  int number = 0;
  std::vector<TextLine> name;
  std::vector<TextLine> rows;
  double height() const { return HeightOf(name) + HeightOf(rows) + 4; }
};

const Lettering kEntryName{.size = 7.5, .face = Face::kBold, .ink = kBlack};
const Lettering kEntryRow{.size = 7.5, .ink = kBlack};
constexpr double kEntryIndent = 17;
constexpr double kColumnGap = 14;
constexpr double kColumnWidth = (kInnerWidth - kColumnGap) / 2;

Entry EntryOf(Canvas& canvas, const PictureContent& content, const PicturedChange& change) {
  const double width = kColumnWidth - kEntryIndent;
  Entry entry{.number = change.number};
  const std::string name =
      Text(content, "map.picture.feature",
           {NameIn(change.feature().names, content.picture.language), change.feature().id});
  entry.name = canvas.Lines(name, kEntryName, width);
  for (const std::string& row : change.rows) {
    for (const TextLine& line : canvas.Lines(row, kEntryRow, width)) entry.rows.push_back(line);
  }
  return entry;
}

// How many entries go into the first column so that the second is not higher; and the height.
std::pair<size_t, double> Columns(const std::vector<Entry>& entries) {
  double total = 0;
  for (const Entry& entry : entries) total += entry.height();
  double first = 0;
  size_t count = 0;
  while (count < entries.size() && first < total / 2) first += entries[count++].height();
  return {count, std::max(first, total - first)};
}

void AddEntry(Canvas& canvas, Block& block, Entry entry, double x, double y) {
  block.parts.push_back([&canvas, entry = std::move(entry), x, y](double top) {
    const double radius = NumberRadius();
    const Rect number = OnPage(canvas, {x, top + y + 1, 2 * radius, 2 * radius});
    DrawNumber(canvas, entry.number, number.middle());
    const Rect room = OnPage(canvas, {x + kEntryIndent, top + y, kColumnWidth - kEntryIndent, 0});
    const double used = canvas.Write(entry.name, room, Align::kStart, kEntryName);
    canvas.Write(entry.rows, {room.x, room.y + used, room.w, 0}, Align::kStart, kEntryRow);
  });
}

}  // namespace

CanvasOptions PageOptions(const MapPicture& picture, std::string title) {
  return {.format = picture.format,
          .language = std::string(LanguageCode(picture.language)),
          .right_to_left = IsRightToLeft(picture.language),
          .title = std::move(title),
          .time_s = picture.time_s,
          .width = kPageWidth,
          .height = kPageHeight,
          .fonts = picture.fonts};
}

Rect OnPage(const Canvas& canvas, Rect rect) {
  if (canvas.right_to_left()) rect.x = kPageWidth - rect.x - rect.w;
  return rect;
}

Block HeaderBlock(Canvas& canvas, const PictureContent& content) {
  const MapPicture& picture = content.picture;
  Block block;
  double width = kInnerWidth;
  if (!picture.in_force)
    width -= AddStamp(canvas, block, Text(content, "map.picture.stamp", {})) + 12;
  const std::string title = NameIn(picture.now.document->title, picture.language);
  AddText(canvas, block, title, {.size = 15, .face = Face::kBold, .ink = kBlack}, width);
  const std::string versions =
      picture.was.document == nullptr
          ? Text(content, "map.picture.one", {picture.now.document->map, picture.now.name})
          : Text(content, "map.picture.two",
                 {picture.now.document->map, picture.was.name, picture.now.name});
  AddText(canvas, block, versions, {.size = 10, .ink = kBlack}, width);
  AddText(canvas, block, Text(content, "map.picture.state", {picture.now.name, picture.state}),
          {.size = 10, .ink = kBlack}, width);
  block.height = std::max(block.height, picture.in_force ? 0.0 : 38.0);
  return block;
}

Block ChangesBlock(Canvas& canvas, const PictureContent& content, double limit) {
  Block block;
  if (content.picture.was.document == nullptr) return block;
  AddText(canvas, block,
          content.changes.empty() ? Text(content, "map.picture.no_changes", {})
                                  : Text(content, "map.picture.changes", {}),
          {.size = 8.5, .face = Face::kBold, .ink = kBlack}, kInnerWidth);
  block.height += 2;
  std::vector<Entry> entries;
  for (const PicturedChange& change : content.changes) {
    entries.push_back(EntryOf(canvas, content, change));
    if (Columns(entries).second <= limit) continue;
    entries.pop_back();
    break;
  }
  const auto [first, height] = Columns(entries);
  double y = block.height;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i == first) y = block.height;
    const double x = kPageMargin + (i < first ? 0 : kColumnWidth + kColumnGap);
    const double entry_height = entries[i].height();
    AddEntry(canvas, block, std::move(entries[i]), x, y);
    y += entry_height;
  }
  block.height += height;
  const size_t more = content.changes.size() - entries.size();
  if (more > 0) {
    AddText(canvas, block, Text(content, "map.picture.more", {uint64_t{more}}), kEntryName,
            kInnerWidth);
  }
  return block;
}

Block FooterBlock(Canvas& canvas, const PictureContent& content) {
  const MapPicture& picture = content.picture;
  const Lettering mono{.size = 6.8, .face = Face::kFixed, .ink = kBlack};
  const Lettering small{.size = 6.3, .ink = kGrey};
  Block block;
  for (const PicturedMap* map : {&picture.was, &picture.now}) {
    if (map->document == nullptr) continue;
    const std::string text = Text(content, "map.picture.digest", {map->name, ToHex(map->digest)});
    AddText(canvas, block, canvas.right_to_left() ? IsolateLeftToRight(text) : text, mono,
            kInnerWidth);
  }
  block.height += 2;
  for (const absl::string_view key :
       {"map.picture.prevail", "map.picture.orientation", "map.picture.credit"}) {
    AddText(canvas, block, Text(content, key, {}), small, kInnerWidth);
  }
  return block;
}

}  // namespace liaison
