// The driver of scripts/peers.sh: the same two questions about the same picture to each
// program, in turns, with the model loaded before. First token: from the question to the
// end of an answer of one token, with a picture that no cache knows. Follow-up: the same
// for a second question about it. So it doesn't matter whether a token has a text, which
// with random weights many don't. Then the rate of a long answer, by a program's own
// clock. Descry's times are its own and leave out the reading of the file (25 ms).
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { createRequire } from 'node:module'
import zlib from 'node:zlib'

// llama.node prints much on the usual two.
const out = (line) => fs.writeSync(3, `${line}\n`)
const tell = (line) => fs.writeSync(4, `descry: ${line}\n`)

const [shape, text, mmproj, rounds, work] = process.argv.slice(2)
const threads = os.cpus().length
const tokens = 64
const questions = ['Describe this image.', 'What colour is the largest thing?']
const qwen = shape.startsWith('qwen'), smol = shape.startsWith('smolvlm')

// prompt writes the family's chat template; image is the peer's mark for the picture,
// around which both put the family's own marks.
function prompt(image, answer) {
  if (qwen) {
    let p = `<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n${image}${questions[0]}<|im_end|>\n<|im_start|>assistant\n`
    return answer === undefined ? p : `${p}${answer}<|im_end|>\n<|im_start|>user\n${questions[1]}<|im_end|>\n<|im_start|>assistant\n`
  }
  let p = `<|im_start|>User:${image}${questions[0]}<end_of_utterance>\nAssistant:`
  return answer === undefined ? p : `${p} ${answer}<end_of_utterance>\nUser: ${questions[1]}<end_of_utterance>\nAssistant:`
}

// fresh writes a frame of 1280x720 as a PNG. The programs know a picture again by its
// pixels, so each round and each program has its own. The one that warms up is a strip,
// which makes fewer tiles.
let frames = 0
function fresh(width = 1280, height = 720) {
  const rows = Buffer.alloc(height * (1 + 3 * width))
  frames++
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = y * (1 + 3 * width) + 1; x < width; x++) {
      rows[at++] = x + frames
      rows[at++] = y * frames
      rows[at++] = x ^ y
    }
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4)
    head.writeUInt32BE(data.length)
    tail.writeUInt32BE(zlib.crc32(body))
    return Buffer.concat([head, body, tail])
  }
  const size = Buffer.from([0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255, 8, 2, 0, 0, 0])
  const file = path.join(work, `frame-${frames}.png`)
  fs.writeFileSync(file, Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size), chunk('IDAT', zlib.deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))]))
  return file
}

// post has one answer of ollama.
function post(body) {
  const [host, port] = process.env.OLLAMA.split(':')
  return new Promise((resolve, reject) => {
    const req = http.request({ host, port, path: '/api/generate', method: 'POST' }, (res) => {
      let body = ''
      res.on('data', (chunk) => { body += chunk })
      res.on('end', () => {
        const m = JSON.parse(body)
        m.error ? reject(new Error(m.error)) : resolve(m)
      })
    })
    req.on('error', reject)
    req.end(JSON.stringify(body))
  })
}

// round is one of a peer: ask resolves to the answer's text and its rate.
async function round(mark, ask) {
  const timed = async (p) => {
    const begin = performance.now()
    const { answer } = await ask(p, 1)
    return { ms: performance.now() - begin, answer }
  }
  const a = await timed(prompt(mark))
  const followed = prompt(mark, a.answer)
  const b = await timed(followed)
  return { first: a.ms, follow: b.ms, rate: (await ask(followed, tokens)).rate }
}

function ollama(file) {
  const images = [fs.readFileSync(file).toString('base64')]
  return round('[img-0]', async (prompt, n) => {
    const m = await post({
      model: 'peer', raw: true, stream: false, images, prompt, keep_alive: '1h',
      // It can't be told to go on after the end: sampled, an answer is seldom so short.
      options: { num_thread: threads, num_predict: n, num_ctx: 4096, temperature: 1, top_k: 40, seed: frames, repeat_penalty: 1 },
    })
    return { answer: m.response, rate: m.eval_count / m.eval_duration * 1e9 }
  })
}

let context
async function llamaNode(file) {
  if (!context) {
    const { loadModel } = createRequire(path.join(process.env.NODE_PEER, 'x.js'))('@fugood/llama.node')
    context = await loadModel({ model: text, n_ctx: 4096, n_parallel: 1, n_threads: threads, n_gpu_layers: 0 })
    if (!context.initMultimodal({ path: mmproj, use_gpu: false })) throw new Error('the projector does not load')
  }
  return round('<__media__>', async (prompt, n) => {
    const r = await context.completion({
      prompt, media_paths: [file], n_predict: n, ignore_eos: true, temperature: 1, top_k: 40, seed: frames,
    })
    return { answer: r.text, rate: r.timings.predicted_per_second }
  })
}

// descry has no server: its own figures count from the loaded model, as the others' do.
// An encoder that the shape's family doesn't have would be a row of clip's figures.
function descry(encoder, detail) {
  return (file) => new Promise((resolve, reject) => {
    const child = spawn('build/bin/descry', ['ask', '--json', '--verbatim', '--anyway', '--detail', detail,
      '--encoder', encoder, '--threads', String(threads), '--model', text, '--mmproj', mmproj, file, questions[0], '--then', questions[1]],
    { stdio: ['ignore', 'pipe', 'ignore'] })
    let lines = ''
    child.stdout.on('data', (d) => { lines += d })
    child.on('close', () => {
      try {
        const [a, b] = lines.trim().split('\n').map((l) => JSON.parse(l))
        if (!a.model.encoder.endsWith(encoder)) throw new Error(`its image encoder is ${a.model.encoder}`)
        resolve({
          first: a.timings.first_token_ms, follow: b.timings.first_token_ms,
          rate: (a.counts.new_tokens - 1) / a.timings.decode_ms * 1000,
        })
      } catch (e) { reject(new Error(`${e.message}: ${lines.slice(0, 200)}`)) }
    })
  })
}

const median = (v) => {
  const s = v.filter(Number.isFinite).sort((a, b) => a - b)
  return s.length ? (s[(s.length - 1) >> 1] + s[s.length >> 1]) / 2 : NaN
}

const programs = {}
for (const encoder of smol ? ['f32', 'int8'] : ['clip']) {
  programs[`Descry ${encoder}, first look`] = descry(encoder, 'normal')
  programs[`Descry ${encoder}, closest look`] = descry(encoder, 'full')
}
if (process.env.OLLAMA) programs.ollama = ollama
if (process.env.NODE_PEER) programs['llama.node'] = llamaNode
const results = Object.fromEntries(Object.keys(programs).map((name) => [name, []]))
for (let round = 0; round <= Number(rounds); round++) { // the first loads the models
  for (const [name, run] of Object.entries(programs)) {
    if (!results[name]) continue
    try {
      const r = await run(round > 0 ? fresh() : fresh(1024, 64))
      if (round > 0) results[name].push(r)
      const load = os.loadavg()[0].toFixed(2)
      tell(`${round > 0 ? `round ${round}` : 'warming up'}: ${name}: ${r.first.toFixed(0)} ms, ${r.follow.toFixed(0)} ms, ${r.rate.toFixed(1)} tokens/s (load ${load})`)
    } catch (e) {
      tell(`${name} is left out: ${e.message}`)
      delete results[name]
    }
  }
}
const of = (name, key) => median((results[name] ?? []).map((r) => r[key]))
const base = Object.keys(programs)[0]
out(`${shape}, ${threads} threads, ${rounds} rounds; times in ms, medians; the factor is the other's time over that of ${base}\n`)
out('| program | first token | factor | follow-up | factor | tokens/s | factor |\n| --- | --- | --- | --- | --- | --- | --- |')
for (const name of Object.keys(results)) {
  const cells = ['first', 'follow', 'rate'].map((key) => {
    const v = of(name, key), b = of(base, key)
    return `${v.toFixed(key === 'rate' ? 1 : 0)} | ${(key === 'rate' ? b / v : v / b).toFixed(2)}`
  })
  out(`| ${name} | ${cells.join(' | ')} |`)
}
process.exit(0)
