#include "auditor/source/object_store.h"

#include "auditor/core/text.h"
#include "auditor/source/loose_objects.h"
#include "auditor/source/object_head.h"

#include <git2/sys/odb_backend.h>
#include <memory>

namespace auditor::source {
namespace {

// What libgit2 calls: a table of functions whose first member it knows, and the reader behind it.
struct LooseBackend {
  git_odb_backend table{};
  LooseObjects objects;
};
struct PackBackend {
  git_odb_backend table{};
  git_odb_backend* packs = nullptr;
  PackHeads heads;
};

LooseBackend& loose(git_odb_backend* table) { return *reinterpret_cast<LooseBackend*>(table); }
git_odb_backend* packs_of(git_odb_backend* table) { return reinterpret_cast<PackBackend*>(table)->packs; }
const PackHeads& heads_of(git_odb_backend* table) { return reinterpret_cast<PackBackend*>(table)->heads; }

bool is_too_large(git_object_t kind, std::uint64_t size) {
  if (kind == GIT_OBJECT_TREE) return size > most_tree_bytes;
  return kind != GIT_OBJECT_BLOB && size > most_commit_bytes;
}

int report(const Error& error) {
  if (error.code == ErrorCode::unavailable) return GIT_ENOTFOUND;
  git_error_set_str(GIT_ERROR_ODB, error.message.c_str());
  return GIT_ERROR;
}

int too_large(std::uint64_t size) {
  return report(Error{ErrorCode::limit, "the object is too large: " + human_size(size), {}, 0});
}

int loose_read(void** data, std::size_t* size, git_object_t* kind, git_odb_backend* table, const git_oid* id) {
  char* room = nullptr;
  const auto header = loose(table).objects.read(to_hex(*id), [&](const ObjectHeader& stated) -> char* {
    if (is_too_large(stated.kind, stated.size)) return nullptr;
    room = static_cast<char*>(git_odb_backend_data_alloc(table, static_cast<std::size_t>(stated.size) + 1));
    return room;
  });
  if (!header) {
    git_odb_backend_data_free(table, room);
    return report(header.error());
  }
  room[header->size] = '\0';  // libgit2 reads commits as text
  *data = room;
  *size = static_cast<std::size_t>(header->size);
  *kind = header->kind;
  return 0;
}

int loose_header(std::size_t* size, git_object_t* kind, git_odb_backend* table, const git_oid* id) {
  const auto header = loose(table).objects.header(to_hex(*id));
  if (!header) return report(header.error());
  *size = static_cast<std::size_t>(header->size);
  *kind = header->kind;
  return 0;
}

int loose_exists(git_odb_backend* table, const git_oid* id) { return loose(table).objects.exists(to_hex(*id)) ? 1 : 0; }

int loose_exists_prefix(git_oid* out, git_odb_backend* table, const git_oid* id, std::size_t digits) {
  const auto found = loose(table).objects.beginning_with(to_hex(*id).substr(0, digits));
  if (found.empty()) return GIT_ENOTFOUND;
  if (found.size() > 1) return GIT_EAMBIGUOUS;
  *out = from_hex(found.front());
  return 0;
}

// libgit2 unpacks what an object stored as a difference is made from, whatever its size, and follows a chain that goes
// in circles without end.
int check_chain(git_odb_backend* table, const git_oid* id) {
  const std::string raw(reinterpret_cast<const char*>(id->id), GIT_OID_RAWSZ);
  const auto largest = heads_of(table).largest_of_chain(raw);
  if (!largest || *largest <= most_base_bytes) return 0;
  if (*largest == ~std::uint64_t{0})
    return report(Error{ErrorCode::malformed, "the object is made from itself", {}, 0});
  return report(
      Error{ErrorCode::limit, "the object is made from one that is too large: " + human_size(*largest), {}, 0});
}

int pack_read(void** data, std::size_t* size, git_object_t* kind, git_odb_backend* table, const git_oid* id) {
  git_odb_backend* packs = packs_of(table);
  if (const int status = check_chain(table, id); status != 0) return status;
  if (const int status = packs->read_header(size, kind, packs, id); status != 0) return status;
  if (is_too_large(*kind, *size)) return too_large(*size);
  return packs->read(data, size, kind, packs, id);
}

int pack_header(std::size_t* size, git_object_t* kind, git_odb_backend* table, const git_oid* id) {
  if (const int status = check_chain(table, id); status != 0) return status;
  return packs_of(table)->read_header(size, kind, packs_of(table), id);
}

int pack_exists(git_odb_backend* table, const git_oid* id) { return packs_of(table)->exists(packs_of(table), id); }

int pack_exists_prefix(git_oid* out, git_odb_backend* table, const git_oid* id, std::size_t digits) {
  return packs_of(table)->exists_prefix(out, packs_of(table), id, digits);
}

int pack_refresh(git_odb_backend* table) { return packs_of(table)->refresh(packs_of(table)); }

// An id written in part: found first, then read like any other.
int read_by_prefix(git_oid* out, void** data, std::size_t* size, git_object_t* kind, git_odb_backend* table,
                   const git_oid* id, std::size_t digits) {
  if (const int status = table->exists_prefix(out, table, id, digits); status != 0) return status;
  return table->read(data, size, kind, table, out);
}

// The database owns the backend from here on, also when it refuses it.
Result<void> add(git_odb* odb, git_odb_backend* table, int priority) {
  if (git_odb_add_backend(odb, table, priority) == 0) return {};
  table->free(table);
  return fail(ErrorCode::source, git_message());
}

Result<void> add_loose(git_odb* odb, const std::filesystem::path& objects) {
  auto backend = std::make_unique<LooseBackend>(LooseBackend{{}, LooseObjects(objects)});
  git_odb_backend& table = backend->table;
  git_odb_init_backend(&table, GIT_ODB_BACKEND_VERSION);
  table.read = loose_read;
  table.read_prefix = read_by_prefix;
  table.read_header = loose_header;
  table.exists = loose_exists;
  table.exists_prefix = loose_exists_prefix;
  table.free = [](git_odb_backend* own) { delete &loose(own); };
  return add(odb, &backend.release()->table, 1);
}

Result<void> add_packs(git_odb* odb, const std::filesystem::path& objects) {
  auto backend = std::make_unique<PackBackend>(PackBackend{{}, nullptr, PackHeads(objects)});
  if (git_odb_backend_pack(&backend->packs, objects.c_str()) != 0) {
    return fail(ErrorCode::source, "the objects cannot be read: " + git_message());
  }
  backend->packs->odb = odb;
  git_odb_backend& table = backend->table;
  git_odb_init_backend(&table, GIT_ODB_BACKEND_VERSION);
  table.read = pack_read;
  table.read_prefix = read_by_prefix;
  table.read_header = pack_header;
  table.exists = pack_exists;
  table.exists_prefix = pack_exists_prefix;
  table.refresh = pack_refresh;
  table.free = [](git_odb_backend* own) {
    packs_of(own)->free(packs_of(own));
    delete reinterpret_cast<PackBackend*>(own);
  };
  return add(odb, &backend.release()->table, 2);
}

}  // namespace

Result<GitOdb> open_objects(const std::filesystem::path& objects) {
  git_odb* raw = nullptr;
  if (git_odb_new(&raw) != 0) return fail(ErrorCode::source, git_message());
  GitOdb odb(raw);
  if (auto added = add_loose(raw, objects); !added) return tl::unexpected(added.error());
  if (auto added = add_packs(raw, objects); !added) return tl::unexpected(added.error());
  return odb;
}

}  // namespace auditor::source
