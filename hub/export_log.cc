// `liaison-hub export-log`: the log as a folder in the C2SP tlog-tiles layout.
#include <string>

#include "hub/hub.h"
#include "proto/base/status_macros.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/tile_path.h"

namespace liaison {
namespace {

// Of a checkpoint that this hub signed itself.
absl::StatusOr<TreeSize> SizeOf(absl::string_view checkpoint) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(checkpoint, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const Checkpoint parsed, ParseCheckpointText(note.text));
  return parsed.size;
}

}  // namespace

absl::Status ExportLog(const Hub& hub, absl::string_view directory, FileSystem& files) {
  ASSIGN_OR_RETURN(const std::string checkpoint, hub.GetResource("checkpoint"));
  ASSIGN_OR_RETURN(const TreeSize size, SizeOf(checkpoint));
  for (const TileId& tile : TilesBetween(TreeSize(0), size)) {
    const std::string path = TilePath(tile);
    const std::string target = JoinPath(directory, path);
    // A full tile never changes, so an export that is repeated adds only what is new.
    if (tile.width == kTileWidth) {
      ASSIGN_OR_RETURN(const bool exists, files.Exists(target));
      if (exists) continue;
    }
    ASSIGN_OR_RETURN(const std::string bytes, hub.GetResource(path));
    RETURN_IF_ERROR(files.MakeDirectories(target.substr(0, target.rfind('/'))));
    RETURN_IF_ERROR(files.Write(target, bytes));
  }
  // Last: who finds a checkpoint finds every tile that it needs.
  return files.Write(JoinPath(directory, "checkpoint"), checkpoint);
}

}  // namespace liaison
