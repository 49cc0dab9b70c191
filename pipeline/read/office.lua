-- A Word or OpenDocument text as the Markdown in which stories are written: a head with what stands
-- in the first table or the first lines, and below it the text without what a story cannot hold.
-- The metadata `sleutels` holds the keys that a head may have, with a space around each.

local stringify = pandoc.utils.stringify
local MOST_OF_TITLE = 120
local keys

local function normal(text)
  return (pandoc.text.lower(text):gsub("^%s+", ""):gsub("%s+$", ""):gsub("[%s_-]+", "-"))
end

local function is_known(key)
  return keys:find(" " .. key .. " ", 1, true) ~= nil
end

-- The lines of a block, as a person sees them.
local function lines_of(block)
  local lines, line = {}, {}
  local function finish()
    local text = stringify(pandoc.Inlines(line)):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
    if text ~= "" then table.insert(lines, text) end
    line = {}
  end
  local function take(blocks)
    for _, one in ipairs(blocks) do
      if one.t == "BulletList" or one.t == "OrderedList" then
        for _, item in ipairs(one.content) do take(item) end
      elseif one.t == "BlockQuote" or one.t == "Div" then
        take(one.content)
      elseif one.t == "Para" or one.t == "Plain" or one.t == "Header" then
        for _, inline in ipairs(one.content) do
          if inline.t == "LineBreak" then finish() else table.insert(line, inline) end
        end
        finish()
      else
        table.insert(line, pandoc.Str(stringify(one)))
        finish()
      end
    end
  end
  take(block)
  return lines
end

local function rows_of(tbl)
  local rows = pandoc.List(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do rows:extend(body.head) rows:extend(body.body) end
  rows:extend(tbl.foot.rows)
  return rows
end

-- The pairs in a table of two columns of which a key is known.
local function from_table(tbl)
  if #tbl.colspecs ~= 2 then return {} end
  local pairs_, known = {}, false
  for _, row in ipairs(rows_of(tbl)) do
    local first = row.cells[1] and lines_of(row.cells[1].contents) or {}
    local key = normal((first[1] or ""):gsub(":%s*$", ""))
    known = known or is_known(key)
    table.insert(pairs_, { key, row.cells[2] and lines_of(row.cells[2].contents) or {} })
  end
  return known and pairs_ or {}
end

-- The pairs in a paragraph of which every line begins with a known key.
local function from_lines(block)
  local pairs_ = {}
  for _, line in ipairs(lines_of({ block })) do
    local key, value = line:match("^([^:]+):%s*(.*)$")
    if not key or not is_known(normal(key)) then return {} end
    table.insert(pairs_, { normal(key), value ~= "" and { value } or {} })
  end
  return pairs_
end

local function is_line(block)
  if not block or (block.t ~= "Para" and block.t ~= "Plain") then return false end
  local lines = lines_of({ block })
  return #lines == 1 and #lines[1] <= MOST_OF_TITLE
end

local function head_at(blocks, at)
  if blocks[at] and blocks[at].t == "Table" then
    local found = from_table(blocks[at])
    if #found > 0 then blocks:remove(at) end
    return found
  end
  local head = {}
  while blocks[at] and (blocks[at].t == "Para" or blocks[at].t == "Plain") do
    local found = from_lines(blocks[at])
    if #found == 0 then break end
    for _, pair in ipairs(found) do table.insert(head, pair) end
    blocks:remove(at)
  end
  return head
end

-- The head stands first, or below one line, which then is the title.
local function take_head(blocks)
  local head = head_at(blocks, 1)
  if #head > 0 then return head end
  local line = is_line(blocks[1])
  if not line and not (blocks[1] and blocks[1].t == "Header") then return head end
  head = head_at(blocks, 2)
  if #head > 0 and line then blocks[1] = pandoc.Header(1, blocks[1].content) end
  return head
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function written(value)
  if #value == 0 then return "" end
  if #value == 1 then return quoted(value[1]) end
  local items = {}
  for _, line in ipairs(value) do table.insert(items, quoted(line)) end
  return "[" .. table.concat(items, ", ") .. "]"
end

local function head_block(head)
  local lines, choice = { "---" }, {}
  for _, pair in ipairs(head) do
    local part = pair[1]:match("^keuze%-(.+)$")
    if part then
      table.insert(choice, part .. ": " .. written({ table.concat(pair[2], " ") }))
    elseif pair[1] ~= "" then
      table.insert(lines, quoted(pair[1]) .. ": " .. written(pair[2]))
    end
  end
  if #choice > 0 then table.insert(lines, "keuze: {" .. table.concat(choice, ", ") .. "}") end
  table.insert(lines, "---")
  return pandoc.RawBlock("commonmark", table.concat(lines, "\n"))
end

-- Pandoc takes what has Word's style for titles out of the text.
local function from_meta(meta, head)
  local before = pandoc.List()
  local given = false
  for _, pair in ipairs(head) do given = given or pair[1] == "titel" end
  if meta.title then
    if given then before:insert(pandoc.Para(stringify(meta.title)))
    else table.insert(head, { "titel", { stringify(meta.title) } }) end
  end
  for _, name in ipairs({ "subtitle", "author", "date", "abstract" }) do
    local text = meta[name] and stringify(meta[name]) or ""
    if text ~= "" then before:insert(pandoc.Para(text)) end
  end
  return before
end

local function contents(element) return element.content end

local function flat(blocks)
  local text = table.concat(lines_of(blocks), " ")
  return { pandoc.Plain(text) }
end

-- A table of one column is a frame around text; another keeps its cells, each on one line.
local function table_of(tbl)
  local rows = {}
  if #tbl.colspecs == 1 then
    local blocks = pandoc.List()
    for _, row in ipairs(rows_of(tbl)) do
      for _, cell in ipairs(row.cells) do blocks:extend(cell.contents) end
    end
    return blocks
  end
  local aligns, widths = {}, {}
  for n in ipairs(tbl.colspecs) do aligns[n], widths[n] = pandoc.AlignDefault, 0 end
  for _, row in ipairs(rows_of(tbl)) do
    local cells = {}
    for _, cell in ipairs(row.cells) do table.insert(cells, flat(cell.contents)) end
    while #cells < #aligns do table.insert(cells, {}) end
    table.insert(rows, cells)
  end
  local header = table.remove(rows, 1) or {}
  return pandoc.utils.from_simple_table(
    pandoc.SimpleTable({}, aligns, widths, header, rows))
end

local function note_of(note)
  return pandoc.Inlines(pandoc.Str(" (noot: " .. table.concat(lines_of(note.content), " ") .. ")"))
end

-- Word's style for titles stands for a heading, wherever it is used.
local function div_of(div)
  if div.attributes["custom-style"] == "Title" and #div.content == 1 then
    return pandoc.Header(1, div.content[1].content)
  end
  return div.content
end

local unwrapped = { Div = div_of, Span = contents }

local plain = {
  Note = note_of, Link = contents, Underline = contents, SmallCaps = contents,
  Superscript = contents, Subscript = contents, Table = table_of, Figure = contents,
  Math = function(math) return pandoc.Str(math.text) end,
}

function Pandoc(doc)
  keys = stringify(doc.meta.sleutels)
  local text = doc.blocks:walk(unwrapped)
  local head = take_head(text)
  local before = from_meta(doc.meta, head)
  local blocks = pandoc.Blocks(before .. text):walk(plain)
  if #head > 0 then blocks:insert(1, head_block(head)) end
  return pandoc.Pandoc(blocks)
end
