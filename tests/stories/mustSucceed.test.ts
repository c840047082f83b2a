import { describe, expect, it } from 'vitest';
import { PAGE_BYTES, UADDRS, UENVS, UPAGES, UVPT } from '../../src/abi/addressMap.ts';
import { LIMIT_ONE } from '../../src/abi/geometry.ts';
import { PAD_ADDRESS, PAD_HANDLER } from '../../src/check/pad.ts';
import { get } from '../../src/model/vector.ts';
import { ALICE, ALL_BOB, BOB, CAROL, OWN, PLACES, WRITE_BOB } from './world.ts';

const HERE = 0x00400000;
const THERE = 0x00800000;
const READ = 1;
const WRITE = 3;

describe.each(PLACES)('what must succeed (%s)', (_, begin) => {
  it('a frame is shared by an entry on its ACL', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    s.write(HERE, 77);
    expect(s.call('pgacl_mod', OWN, frame, 1, s.capability(7, 2))).toBe('ok');
    expect(s.as(BOB).call('insert_pte', OWN, frame * PAGE_BYTES + WRITE, THERE, 0, 0)).toBe('ok');
    expect(s.read(THERE)).toBe(77);
    s.write(THERE, 78);
    expect(s.as(ALICE).read(HERE)).toBe(78);
    expect(s.page(frame)).toMatchObject({ readers: 2, writers: 2 });
  });

  it('a library copies on write by hand', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    s.write(HERE, 5);
    expect(s.call('insert_pte', OWN, frame * PAGE_BYTES + READ, HERE, 0, 0)).toBe('ok');
    expect(s.call('insert_pte', OWN, frame * PAGE_BYTES + READ, THERE, 0, 0)).toBe('ok');
    expect(s.write(THERE, 6)).toMatchObject({ vector: 14, errorCode: 7, address: THERE });
    expect(s.registers.eip).toBe(PAD_HANDLER);
    const copy = s.claims(THERE + PAGE_BYTES);
    expect(s.does('copyBytes', { esi: THERE, edi: THERE + PAGE_BYTES, ecx: PAGE_BYTES, eflags: 0x202 })).toBeNull();
    expect(s.call('insert_pte', OWN, copy * PAGE_BYTES + WRITE, THERE, 0, 0)).toBe('ok');
    expect(s.write(THERE, 6)).toBeNull();
    expect([s.read(HERE), s.read(THERE)]).toEqual([5, 6]);
  });

  it('a right is granted by forge and revoked by clear; what was bound before stays until it is unbound', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    expect(s.call('pgacl_mod', OWN, frame, 1, s.capability(7, 1, 9))).toBe('ok');
    const bind = (va: number): string => s.call('insert_pte', 4, frame * PAGE_BYTES + READ, va, 0, 0);
    expect(s.as(BOB).call('insert_pte', OWN, frame * PAGE_BYTES + READ, HERE, 0, 0)).toBe('E_CAP_INSUFF');
    expect(s.as(ALICE).call('forge', OWN, 4, s.capability(7, 1, 9), WRITE_BOB, s.id(BOB))).toBe('ok');
    s.as(BOB);
    expect(bind(HERE)).toBe('ok');
    expect(s.as(ALICE).call('forge', OWN, 4, 0, WRITE_BOB, s.id(BOB))).toBe('ok');
    s.as(BOB);
    expect(bind(THERE)).toBe('E_CAP_INVALID');
    expect(s.read(HERE)).toBe(0);
    s.as(ALICE);
    expect(s.call('remove_vas', s.list(HERE), 1, WRITE_BOB, s.id(BOB))).toBe('ok');
    expect(s.page(frame).readers).toBe(1);
  });

  it('a table is freed when it is empty, and its frame serves another', () => {
    const s = begin();
    s.as(ALICE).claims(HERE);
    const table = s.state.spaces.chunks.flat().flatMap((space) => space?.tables ?? []).find((t) => t.region === 1)?.frame ?? -1;
    expect(s.call('pt_free', HERE, 0, 0)).toBe('E_EXISTS');
    expect(s.unbinds(HERE)).toBe('ok');
    expect(s.read(UVPT + 4 * (HERE / PAGE_BYTES))).toBe(0);
    expect(s.call('pt_free', HERE, 0, 0)).toBe('ok');
    s.as(BOB).claims(HERE);
    s.claims(HERE + PAGE_BYTES);
    expect(s.page(table).status).not.toBe('free');
    expect(s.write(HERE, 1)).toBeNull();
    expect(s.as(ALICE).read(UVPT + 4 * (HERE / PAGE_BYTES))).toBeNull();
    expect(s.read(HERE)).toBeNull();
  });

  it('a directed yield lends the rest of the slice; at its end the next quantum runs', () => {
    const s = begin({ geometry: { tickCycles: 500 } });
    const { deadline, quantum } = s.as(ALICE).state.processor;
    s.as(BOB);
    expect(s.state.processor).toMatchObject({ deadline, quantum });
    s.waits(deadline);
    expect(s.does('nop')).toMatchObject({ vector: 0x20 });
    expect(s.state.processor).toMatchObject({ quantum: 1, running: BOB });
    expect(s.state.processor.deadline).toBeGreaterThan(deadline);
  });

  it('an environment that is entered again has the registers that it left', () => {
    const s = begin();
    s.as(ALICE).does('nop', { esi: 11, edi: 12, ebp: 13 });
    s.as(BOB).does('nop', { esi: 21, edi: 22, ebp: 23 });
    expect(s.as(ALICE).registers).toMatchObject({ esi: 11, edi: 12, ebp: 13, eax: 0 });
    expect(s.as(BOB).registers).toMatchObject({ esi: 21, edi: 22, ebp: 23, eax: 0 });
  });

  it('a fault is delivered on the exception stack', () => {
    const s = begin();
    const top = s.as(ALICE).own(0x800);
    s.write(s.own(8), top);
    expect(s.does('undefined', { esp: 0x1234 })).toMatchObject({ vector: 6 });
    expect(s.registers).toMatchObject({ eip: PAD_HANDLER, esp: top - 28 });
    const frame = [0, 4, 8, 16, 20, 24].map((at) => s.read(top - 28 + at));
    expect(frame).toEqual([6, 0, 0, PAD_ADDRESS.undefined, 0x1234, top]);
    expect(s.read(s.own(8))).toBe(0);
  });

  it('a call whose argument page is missing restarts when the handler has mapped the page', () => {
    const s = begin();
    expect(s.as(ALICE).call('forge', OWN, 4, HERE, 0, 0)).not.toBe('ok');
    const base = s.registers.esp;
    expect([s.registers.eip, s.read(base), s.read(base + 8), s.read(base + 16)]).toEqual([PAD_HANDLER, 14, HERE, PAD_ADDRESS.call]);
    s.claims(HERE);
    s.write(HERE, 0x2f + 0x100);
    expect(s.call('forge', OWN, 4, HERE, 0, 0)).toBe('ok');
    expect(s.env(ALICE).capabilities[4]).toEqual({ rights: 7, name: [1] });
  });

  it('the last binding of a page replaced by itself keeps contents and ACL', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    s.write(HERE, 99);
    s.call('pgacl_mod', OWN, frame, 1, s.capability(1, 7));
    expect(s.call('insert_pte', OWN, frame * PAGE_BYTES + READ, HERE, 0, 0)).toBe('ok');
    expect(s.read(HERE)).toBe(99);
    expect(s.page(frame)).toMatchObject({ readers: 1, writers: 0, acl: [{ rights: 7, name: [1] }, { rights: 1, name: [7] }] });
  });

  it('a page that nobody keeps is free, and its next owner reads zeros', () => {
    const s = begin();
    const frame = s.as(ALICE).claims(HERE);
    s.write(HERE, 0xdead);
    expect(s.unbinds(HERE)).toBe('ok');
    expect(s.page(frame).status).toBe('free');
    expect(s.as(BOB).call('insert_pte', OWN, frame * PAGE_BYTES + WRITE, HERE, 0, 0)).toBe('ok');
    expect(s.read(HERE)).toBe(0);
    expect(s.page(frame).acl[0]).toEqual({ rights: 7, name: [2] });
  });

  it('a payload is kept for the library and forgotten on removal', () => {
    const s = begin();
    expect(s.as(ALICE).call('insert_pte', OWN, 0x1234568, HERE, 0, 0)).toBe('ok');
    expect(s.read(UVPT + 4 * (HERE / PAGE_BYTES))).toBe(0x1234568);
    expect(s.unbinds(HERE)).toBe('ok');
    expect(s.read(UVPT + 4 * (HERE / PAGE_BYTES))).toBe(0);
  });

  it('memory runs out and comes back', () => {
    const s = begin();
    s.as(ALICE);
    let pages = 0;
    while (s.call('insert_pte', OWN, WRITE, HERE + pages * PAGE_BYTES, 0, 0) === 'ok') pages++;
    expect(s.registers.eax).toBe(5);
    expect(pages).toBeGreaterThan(3);
    expect(s.unbinds(HERE)).toBe('ok');
    expect(s.call('insert_pte', OWN, WRITE, HERE + pages * PAGE_BYTES, 0, 0)).toBe('ok');
  });

  it('a page with one writer may still be read by others', () => {
    const s = begin({ geometry: { writersLimit: LIMIT_ONE } });
    const frame = s.as(ALICE).claims(HERE);
    expect(s.call('insert_pte', OWN, frame * PAGE_BYTES + WRITE, THERE, 0, 0)).toBe('E_SHARE');
    expect(s.call('insert_pte', OWN, frame * PAGE_BYTES + READ, THERE, 0, 0)).toBe('ok');
  });

  it('an environment destroys another that it has all rights over; everything comes back and the old id is bad', () => {
    const s = begin();
    s.as(BOB).claims(HERE);
    const old = s.id(BOB);
    expect(s.as(CAROL).call('env_free', ALL_BOB, old)).toBe('ok');
    expect(s.env(BOB)).toMatchObject({ status: 'free', generation: 2, capabilities: [] });
    expect(get(s.state.quanta, BOB).used).toBe(false);
    expect(s.call('yield', old)).toBe('E_BAD_ENV');
    expect(s.call('env_free', ALL_BOB, old)).toBe('E_BAD_ENV');
  });

  it('an environment whose generations are used up is retired', () => {
    const s = begin({ people: { [BOB]: { generation: 7 } } });
    expect(s.as(CAROL).call('env_free', ALL_BOB, s.id(BOB))).toBe('ok');
    expect(s.env(BOB)).toMatchObject({ status: 'retired', generation: 7 });
    expect(s.read(UENVS + 128 * BOB + 4)).toBe(2);
  });

  it('an environment without a handler dies of its fault, and the others run on', () => {
    const s = begin();
    expect(s.as(BOB).does('undefined')).toMatchObject({ vector: 6 });
    expect(s.env(BOB).status).toBe('free');
    expect(s.running).toBe(CAROL);
    expect(s.as(ALICE).call('geteid')).toBe('ok');
  });

  it('everybody reads everybody\'s row and page, and nobody\'s registers', () => {
    const s = begin({ people: { [BOB]: { entfault: PAD_HANDLER } } });
    expect(s.as(BOB).read(UENVS)).toBe(s.id(ALICE));
    expect(s.read(UPAGES + 64 * s.env(ALICE).uarea)).toBe(2);
    expect(s.read(UADDRS)).toBeNull();
  });
});
