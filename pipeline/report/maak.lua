-- One document in every form that is asked for, so that its Markdown is read only once.
-- What to make comes as JSON (see pandoc.py); each form goes to a file in the folder of this script.

local job = pandoc.json.decode(io.read("a"), false)

-- Without a sandbox of pandoc's own around it, reading gets no files at all.
local pieces = pandoc.List(job.stukken):map(function(text)
  return pandoc.read(text, job.lezer, nil, {})
end)

local function filtered(doc, name)
  FORMAT = name
  -- Loaded each time, since it counts what it numbers.
  for _, filter in ipairs(dofile("filter.lua")) do doc = doc:walk(filter) end
  return doc
end

local function written(doc, form)
  if form.kop > 0 then
    doc = doc:walk({ Header = function(header) header.level = header.level + form.kop return header end })
  end
  doc = filtered(doc, form.naam)
  for name, value in pairs(form.meta) do doc.meta[name] = value end
  if form.sjabloon then
    local text = form.sjabloon == "" and pandoc.template.default(form.naam) or form.sjabloon
    form.opties.template = pandoc.template.compile(text)
  end
  form.opties.wrap_text = "none"
  return pandoc.write(doc, form.vorm, form.opties)
end

local function whole()
  local doc = pandoc.Pandoc({})
  for _, piece in ipairs(pieces) do doc.blocks:extend(piece.blocks) end
  return doc
end

for _, form in ipairs(job.vormen) do
  form.naam = form.vorm:match("^%a+")
  local docs = form.apart and pieces or pandoc.List({ whole() })
  local made = docs:map(function(doc) return written(doc, form) end)
  local file = assert(io.open(form.naam, "wb"))
  file:write(form.apart and pandoc.json.encode(made) or made[1])
  file:close()
end
