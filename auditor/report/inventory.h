// Every model of a machine or a store, one row each: where it lies, what it is, under what terms. The rows are made
// from report documents; a lock of them is kept beside a product and compared with what is there later.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::report {

// Where a row's model lies, as its store names it.
struct InventoryPlace {
  std::string store;  // as it was named
  std::string kind;   // empty: how it was opened
  std::string name;
  std::string id;
  std::string revision;
  std::string path;  // below the store
  std::uint64_t size = 0;
};

// Schema: schemas/inventory.schema.json. `files`: [{path, sha256, size, digest}]; `left_out`: likewise,
// of which the row has the number and a digest alone.
[[nodiscard]] Json inventory_row(const InventoryPlace& place, const Json& report, Json files,
                                 const Json& left_out = Json::array());
// Of a model that could not be read: nothing of it is known, and that is a doubt.
[[nodiscard]] Json unread_row(const InventoryPlace& place, std::string_view why);

// text, json, csv, markdown. `rows` is an array. Error: usage, for another format.
[[nodiscard]] std::vector<std::string_view> inventory_formats();
[[nodiscard]] Result<std::string> render_inventory(std::string_view format, const Json& rows);

// What is kept of the rows: sorted, the same bytes for the same models, wherever the store lies.
[[nodiscard]] Json inventory_lock(const Json& rows);

// What differs between two locks (or arrays of rows): [{change: added|removed|changed, kind, id, name, fields: [{field,
// old, new}]}]. Error: malformed, when one is neither.
[[nodiscard]] Result<Json> inventory_changes(const Json& old_lock, const Json& new_lock);
[[nodiscard]] std::string changes_in_words(const Json& changes);

}  // namespace auditor::report
