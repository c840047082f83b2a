/** Lines on the console. */
export const printing = `
; line: prints the name, the text that follows the call up to a zero byte, and a newline. Each % takes a word off the
; stack and prints it as a number; each & takes an address and prints the text there, of which nothing is believed. All
; registers stay as they are. The count moves once, at the end: lines of different environments never mix.
line:
        pop dword ptr [OWN_TEXT]
        pushad
        lea ebp, [esp + 32]
        mov edi, [OWN + CONSOLE_COUNT]
        mov esi, [OWN_NAME]
        call putText
        mov al, ':'
        call put
        mov al, ' '
        call put
        mov esi, [OWN_TEXT]
lineByte:
        lodsb
        test al, al
        jz lineEnd
        cmp al, '%'
        je lineNumber
        cmp al, '&'
        je lineForeign
        call put
        jmp lineByte
lineNumber:
        mov eax, [ebp]
        add ebp, 4
        call putNumber
        jmp lineByte
lineForeign:
        push esi
        mov esi, [ebp]
        add ebp, 4
        call putText
        pop esi
        jmp lineByte
lineEnd:
        mov al, 10
        call put
        mov [OWN + CONSOLE_COUNT], edi
        mov [OWN_TEXT], esi
        mov [OWN_WORDS], ebp
        popad
        mov esp, [OWN_WORDS]
        jmp dword ptr [OWN_TEXT]

; putText: the printable bytes at ESI, up to the first other one and no more than TEXT_MAX.
putText:
        mov edx, TEXT_MAX
putTextByte:
        lodsb
        cmp al, ' '
        jb putTextEnd
        cmp al, '~'
        ja putTextEnd
        call put
        dec edx
        jnz putTextByte
putTextEnd:
        ret

; putNumber: EAX in decimal, the higher digits first.
putNumber:
        xor edx, edx
        mov ecx, 10
        div ecx
        push edx
        test eax, eax
        jz putDigit
        call putNumber
putDigit:
        pop eax
        add al, '0'
; put: the byte AL at place EDI of what is printed.
put:
        mov ecx, edi
        and ecx, CONSOLE_RING_BYTES - 1
        mov [OWN + CONSOLE_RING + ecx], al
        inc edi
        ret
`;
