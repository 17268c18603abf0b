// What one JavaScript generator reads in a folder of posts.
// Usage: node site.mjs FOLDER hexo|eleventy|astro|marked SITE; FOLDER holds node_modules, SITE the
// posts: source/_posts/*.md for Hexo, *.md for the others. `marked` renders bodies and no more.
// Out: SITE/read.json, an object, one member a post: {title, date, categories, tags, html}; dates in RFC 3339.
// A build that breaks exits with 1.
import { readFileSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, generator, site] = process.argv.slice(2).map((arg, i) => (i === 1 ? arg : resolve(arg)));
const require = createRequire(join(folder, "x.js"));
const load = async (...path) => import(pathToFileURL(join(folder, "node_modules", ...path)).href);
const instant = (date) => (date && !Number.isNaN(new Date(date).valueOf()) ? new Date(date).toISOString() : null);
const list = (value) => (value === undefined || value === null ? [] : [value].flat(2).map(String));

const readers = {
  async hexo() {
    const Hexo = require("hexo");
    const hexo = new Hexo(site, { silent: true });
    let broken = null;
    hexo.log.error = (...words) => (broken ??= words.map(String).join(" ").slice(0, 300));
    await hexo.init();
    await hexo.load();
    const posts = {};
    for (const post of hexo.locals.get("posts").toArray()) {
      posts[basename(post.source, ".md")] = {
        title: post.title,
        date: post.date?.toISOString(),
        categories: post.categories.toArray().map((category) => category.name),
        tags: post.tags.toArray().map((tag) => tag.name),
        html: post.content,
      };
    }
    await hexo.exit();
    if (broken) throw new Error(broken);
    return posts;
  },
  async eleventy() {
    const { Eleventy } = await load("@11ty", "eleventy", "src", "Eleventy.js");
    const posts = {};
    const eleventy = new Eleventy(site, join(site, "_site"), {
      quietMode: true,
      configPath: null,
      config(config) {
        config.addCollection("read", (api) => {
          for (const { inputPath, data } of api.getAll()) {
            posts[basename(inputPath, ".md")] = {
              title: data.title,
              date: instant(data.date),
              categories: list(data.categories),
              tags: list(data.tags),
            };
          }
          return [];
        });
      },
    });
    for (const { inputPath, content } of await eleventy.toJSON()) {
      const post = posts[basename(inputPath, ".md")];
      if (post) post.html = content;
    }
    return posts;
  },
  async astro() {
    const { parseFrontmatter, createMarkdownProcessor } = await load("@astrojs", "markdown-remark", "dist", "index.js");
    const posts = {};
    const processor = await createMarkdownProcessor({});
    for (const name of readdirSync(site).filter((name) => name.endsWith(".md"))) {
      const { frontmatter, content } = parseFrontmatter(readFileSync(join(site, name), "utf8"));
      const { code } = await processor.render(content);
      posts[basename(name, ".md")] = {
        title: frontmatter.title,
        date: instant(frontmatter.pubDate ?? frontmatter.date),
        categories: list(frontmatter.categories),
        tags: list(frontmatter.tags),
        html: code,
      };
    }
    return posts;
  },
  async marked() {
    const { marked } = require("marked");
    const files = readdirSync(site).filter((name) => name.endsWith(".md"));
    const html = (name) => marked.parse(readFileSync(join(site, name), "utf8"));
    return Object.fromEntries(files.map((name) => [basename(name, ".md"), { html: html(name) }]));
  },
};

try {
  writeFileSync(join(site, "read.json"), JSON.stringify(await readers[generator]()));
  process.exit(0);
} catch (error) {
  writeSync(2, `${error.stack ?? error}\n`);
  process.exit(1);
}
