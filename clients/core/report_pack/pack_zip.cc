#include "clients/core/report_pack/pack_zip.h"

#include <zip.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kMaxNameBytes = 100;
// 1980-01-01 00:00, the first time that a zip can say: no member has a time of its own.
constexpr zip_uint16_t kDosDate = (1 << 5) | 1;
constexpr zip_uint16_t kDosTime = 0;

struct DiscardArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, DiscardArchive>;
using Source = std::unique_ptr<zip_source_t, FreeSource>;

absl::Status NotAZip(absl::string_view member, absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, message,
                   {.reason = "ZIP", .subject = std::string(member), .field = ""});
}

absl::Status NoMemory() {
  return MakeError(absl::StatusCode::kResourceExhausted, "no memory for the zip file",
                   {.reason = "MEMORY", .subject = "zip", .field = ""});
}

// Over `bytes`, which must outlive it, with a count of its own that is dropped here.
Source SourceOf(absl::string_view bytes) {
  return Source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr));
}

bool AddMember(zip_t* archive, const std::string& name, const std::string& bytes) {
  Source source = SourceOf(bytes);
  if (source == nullptr) return false;
  const zip_int64_t added = zip_file_add(archive, name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (added < 0) return false;
  static_cast<void>(source.release());  // the archive's now
  const auto index = static_cast<zip_uint64_t>(added);
  return zip_set_file_compression(archive, index, ZIP_CM_STORE, 0) == 0 &&
         zip_file_set_dostime(archive, index, kDosTime, kDosDate, 0) == 0;
}

// What the closed archive has left in its source.
absl::StatusOr<std::string> BytesOf(zip_source_t* source) {
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) < 0 || (stat.valid & ZIP_STAT_SIZE) == 0 ||
      zip_source_open(source) < 0) {
    return NoMemory();
  }
  std::string bytes(stat.size, '\0');
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  static_cast<void>(zip_source_close(source));
  if (got != static_cast<zip_int64_t>(bytes.size())) return NoMemory();
  return bytes;
}

struct Member {
  zip_uint64_t index = 0;
  std::string name;
  uint64_t size = 0;
};

absl::StatusOr<Member> MemberAt(zip_t* archive, zip_uint64_t index) {
  zip_stat_t stat;
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                   ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &stat) < 0 ||
      (stat.valid & kNeeded) != kNeeded || !IsPackName(stat.name)) {
    return NotAZip("", "a member has a name that no pack has");
  }
  if (stat.comp_method != ZIP_CM_STORE || stat.encryption_method != ZIP_EM_NONE ||
      stat.size != stat.comp_size) {
    return NotAZip(stat.name,
                   "a member is compressed or encrypted; unpack it yourself and verify "
                   "the folder");
  }
  return Member{.index = index, .name = stat.name, .size = stat.size};
}

absl::StatusOr<std::vector<Member>> MembersOf(zip_t* archive, size_t zip_bytes) {
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  if (count <= 0 || static_cast<uint64_t>(count) > kMaxPackMembers) {
    return NotAZip("", "there are no members, or too many");
  }
  std::vector<Member> members;
  uint64_t bytes = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(Member member, MemberAt(archive, static_cast<zip_uint64_t>(i)));
    // Stored: what they hold lies in the file, once each.
    if (member.size > zip_bytes - bytes) return NotAZip(member.name, "a member is too large");
    bytes += member.size;
    members.push_back(std::move(member));
  }
  return members;
}

// To its end, where its checksum is compared.
absl::StatusOr<std::string> ReadMember(zip_t* archive, const Member& member) {
  const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen_index(archive, member.index, 0));
  std::string bytes(member.size, '\0');
  char none = 0;
  if (file == nullptr ||
      zip_fread(file.get(), bytes.data(), bytes.size()) != static_cast<zip_int64_t>(bytes.size()) ||
      zip_fread(file.get(), &none, 1) != 0) {
    return NotAZip(member.name, "a member is damaged");
  }
  return bytes;
}

bool IsNamePart(absl::string_view part) {
  return !part.empty() && part.front() != '.' && std::all_of(part.begin(), part.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
  });
}

}  // namespace

bool IsPackName(absl::string_view name) {
  if (name.size() > kMaxNameBytes) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return parts.size() <= 2 && std::all_of(parts.begin(), parts.end(), IsNamePart);
}

absl::StatusOr<std::string> ZipPack(const PackFiles& files) {
  const Source target = SourceOf("");
  if (target == nullptr) return NoMemory();
  zip_source_keep(target.get());  // one for the archive, one to read what it wrote
  Archive archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, nullptr));
  if (archive == nullptr) {
    zip_source_free(target.get());
    return NoMemory();
  }
  for (const auto& [name, bytes] : files) {
    LIAISON_CHECK(IsPackName(name));
    if (!AddMember(archive.get(), name, bytes)) return NoMemory();
  }
  if (zip_close(archive.get()) != 0) return NoMemory();
  static_cast<void>(archive.release());
  return BytesOf(target.get());
}

absl::StatusOr<PackFiles> UnzipPack(absl::string_view zip) {
  if (zip.size() > kMaxPackBytes) return NotAZip("", "the zip file is too large for a pack");
  Source source = SourceOf(zip);
  if (source == nullptr) return NoMemory();
  const Archive archive(zip_open_from_source(source.get(), ZIP_RDONLY | ZIP_CHECKCONS, nullptr));
  if (archive == nullptr) return NotAZip("", "this is no zip file, or a damaged one");
  static_cast<void>(source.release());  // the archive's now
  ASSIGN_OR_RETURN(const std::vector<Member> members, MembersOf(archive.get(), zip.size()));
  PackFiles files;
  for (const Member& member : members) {
    if (files.count(member.name) != 0) return NotAZip(member.name, "a member comes twice");
    ASSIGN_OR_RETURN(files[member.name], ReadMember(archive.get(), member));
  }
  return files;
}

}  // namespace liaison
