import type { CodeWriter } from './codeWriter.ts';
import type { FlowNode, WriteNode } from './flowNodes.ts';

/**
 * Writes a function whatever its control flow: a loop around a table that leads to each node by its number, which is in
 * a local, first that of the entry. For irreducible graphs, which compilers of structured languages do not make.
 */
export const writeDispatch = (code: CodeWriter, nodes: readonly FlowNode[], state: number, writeNode: WriteNode): void => {
  const blocks = nodes.filter(({ kind }) => kind !== 'table');
  code.begin('loop');
  for (const _ of blocks) code.begin('block');
  code.get(state);
  code.brTable([...blocks.keys()]);
  for (const [node, { kind, successors }] of blocks.entries()) {
    code.op('end');
    writeNode(node);
    if (kind === 'end') continue;
    const [first, second] = successors;
    if (kind === 'branch') {
      code.begin('if', 'i32');
      code.i32(first);
      code.op('else');
      code.i32(second);
      code.op('end');
    } else {
      code.i32(first);
    }
    code.set(state);
    code.br(blocks.length - 1 - node);
  }
  code.op('end');
};
